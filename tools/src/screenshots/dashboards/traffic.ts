interface Draft {
  from: string;
  to: string;
  type: 'sms' | 'mms' | 'email';
  body: string;
  priority: 'code' | 'normal';
  subject?: string;
  attachments?: string[];
}

const CLINIC = '+12065550142';
const BANK = '+13125550176';
/** Of the sandbox (apps/sandbox/README.md): they fail. One message in so many goes there. */
const FAILING: [every: number, to: string][] = [
  [40, '+15005553003'],
  [100, '+15005553007'],
  [130, '+15005550001'],
  // Of another country: the guard refuses it.
  [70, '+447911123456'],
];
const WAVE_SECONDS = 900;

/** The same now and the next time: a number from 0 to 1 for each. */
const chance = (n: number): number => {
  const x = Math.sin(n * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
};

/** What is sent in a second: texts, mails, now and then an MMS; more and less in waves. */
export function messagesAt(second: number): Draft[] {
  const wave = 1 + 0.45 * Math.sin((2 * Math.PI * second) / WAVE_SECONDS);
  const texts = Math.round(5 * wave + 2 * chance(second));
  const mails = Math.round(2 * wave + chance(second + 0.5));
  return [
    ...Array.from({ length: texts }, (_, n) => text(second * 10 + n)),
    ...Array.from({ length: mails }, (_, n) => mail(second * 10 + n)),
    ...(second % 3 === 0 ? [picture(second)] : []),
  ];
}

/** What somebody writes in a second; null: nobody does. */
export function inboundAt(second: number): { from: string; to: string; body: string } | null {
  if (chance(second + 0.25) > 0.4) return null;
  const words = second % 25 === 0 ? 'STOP' : second % 60 === 1 ? 'START' : 'Thanks';
  return { from: phone(second), to: CLINIC, body: words };
}

function text(n: number): Draft {
  const to = FAILING.find(([every]) => n % every === every / 10)?.[1] ?? phone(n);
  return n % 3 === 0
    ? {
        from: BANK,
        to: phone(n),
        type: 'sms',
        priority: 'code',
        body: `${100_000 + n} is your Harbor Bank code.`,
      }
    : {
        from: CLINIC,
        to,
        type: 'sms',
        priority: 'normal',
        body: 'Your appointment at Riverside Clinic is tomorrow at 9:30.',
      };
}

const mail = (n: number): Draft => ({
  from: 'orders@corner-shop.example',
  to: n % 45 === 44 ? 'bounce@simulator.sendstream.test' : `customer${n}@example.com`,
  ...{
    type: 'email',
    priority: 'normal',
    subject: `Your order CS-${n}`,
    body: 'Thank you. We are packing your order.',
  },
});

const picture = (n: number): Draft => ({
  ...{ from: CLINIC, to: phone(n), type: 'mms', priority: 'normal', body: 'How to find us' },
  attachments: ['https://example.com/map.png'],
});

const phone = (n: number): string =>
  `+1${[206, 212, 312, 415, 503, 617][n % 6]}555${String(Math.floor(chance(n) * 10_000)).padStart(4, '0')}`;
