import { setTimeout as sleep } from 'node:timers/promises';

interface Sent {
  from: string;
  to: string;
  type: string;
  body: string;
  subject?: string;
  tags?: string[];
}

const CLINIC = '+12065550142';
const BANK = '+13125550176';
const SHOP = { from: 'orders@corner-shop.example', type: 'email' };
const EVERY_MS = 9_000;
const NAMES = ['Ines', 'Omar', 'Chloe', 'Kenji', 'Freya', 'Mateo', 'Leila'];
const SHOPS = ['Blue Door Books', 'City Parking', 'Bean & Leaf', 'Metro Tickets'];

/** The same again and again. Some are to numbers and addresses that the sandbox lets fail: apps/sandbox/README.md. */
const MESSAGES: ((n: number) => Sent)[] = [
  (n) => ({
    from: BANK,
    to: phone(n),
    type: 'sms',
    tags: ['login-code'],
    body: `${100_000 + (((n + 5) * 91_193) % 900_000)} is your Harbor Bank code. It is valid for 10 minutes.`,
  }),
  (n) => ({
    from: CLINIC,
    to: phone(n + 3),
    type: 'sms',
    tags: ['appointment-reminder'],
    body: `Hi ${NAMES[n % 7]}, your appointment at Riverside Clinic is on Friday at ${9 + (n % 8)}:30. Reply YES to confirm.`,
  }),
  (n) => ({
    ...SHOP,
    to: `${NAMES[n % 7]?.toLowerCase()}.berg${n % 40}@example.com`,
    tags: ['order'],
    subject: `Your order CS-${204_100 + n}`,
    body: 'Thank you. We are packing your order.',
  }),
  (n) => ({
    from: BANK,
    to: phone(n + 7),
    type: 'sms',
    tags: ['card-alert'],
    body: `Harbor Bank: $${4 + ((n * 7) % 90)}.90 at ${SHOPS[n % 4]} with your card ending ${100 + ((n * 61) % 900)}. Not you? Reply NO.`,
  }),
  (n) => ({
    from: CLINIC,
    to: n % 3 === 0 ? '+15005553003' : phone(n + 11),
    type: 'sms',
    tags: ['test-result'],
    body: `${NAMES[(n + 3) % 7]}, your test results are in. Sign in to the patient portal to read them.`,
  }),
  (n) => ({
    from: CLINIC,
    to: n % 12 === 5 ? '+15005550503' : phone(n + 13),
    type: 'sms',
    tags: ['prescription'],
    body: `Your prescription is ready at Riverside Clinic Old Town. Please bring your ID, ${NAMES[(n + 5) % 7]}.`,
  }),
];

const phone = (n: number) =>
  `+1${[206, 212, 312, 415, 503, 604][n % 6]}55501${String((n * 7) % 100).padStart(2, '0')}`;

/** Sends a message every few seconds with this key until `signal` is aborted. */
export async function liveTraffic(url: string, key: string, signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const message = (MESSAGES[n % MESSAGES.length] as (typeof MESSAGES)[number])(n);
    const response = await fetch(`${url}/api/v1/messages/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(message),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
