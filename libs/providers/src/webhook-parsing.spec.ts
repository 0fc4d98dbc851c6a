import fc from 'fast-check';
import { httpAt } from './http/http-account.fixture.js';
import type { DeliveryReport, MessageProvider } from './message-provider.js';
import { MESSAGE_ID } from './outbound-message.fixture.js';
import { WebhookFormatError } from './provider-errors.js';
import { SENDGRID_SUBJECT } from './sendgrid/sendgrid-contract.fixture.js';
import { sesAt, TOPIC } from './ses/ses-account.fixture.js';
import type { ProviderBench } from './testing/contract-subject.js';
import { TWILIO_SUBJECT } from './twilio/twilio-contract.fixture.js';
import { vonageAt } from './vonage/vonage-account.fixture.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
beforeAll(() => process.stderr.write(`FUZZ_SEED=${SEED}\n`));

const AT = 'http://127.0.0.1:9';
const KINDS = ['sent', 'delivered', 'failed', 'noted', 'received'];

/** What JSON can say and programs stumble over. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, '', ' ', 0, -1, 1e308, true, [], {}, [null], [[]], { toString: 1, valueOf: 1 }],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '\0',
      '\ud800',
      'x'.repeat(5_000),
      '+15551234567',
      '447700900000',
    ],
    ...[
      'a@example.org',
      '=?utf-8?q?=FF?= <a@b>',
      '2026-01-31T12:00:00Z',
      '275760-09-13',
      '99999999999999',
      MESSAGE_ID,
    ],
    { constructor: null, length: -1 },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Objects that have, here and there, the fields which are read, each of its own kind of value or of any. */
function fields(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const model = Object.fromEntries(
    Object.entries(shape).map(([name, usual]) => [name, fc.oneof({ weight: 6, arbitrary: usual }, odd)]),
  );
  return fc.record(model, { requiredKeys: [] });
}
const words = (...all: string[]) => fc.constantFrom<unknown>(...all);

const ADDRESS = words('+15551234567', '447700900000', 'a@example.org', 'ACME');
const TIME = words('2026-01-31T12:00:00Z', '1769860800');
const RECIPIENTS = fc.array(
  fc.oneof(
    odd,
    fields({ emailAddress: ADDRESS, status: words('5.1.1'), diagnosticCode: words('smtp; 550') }),
  ),
  { maxLength: 3 },
);
const DETAIL = fields({
  ...{ bounceType: words('Permanent', 'Transient'), bounceSubType: words('General', 'Suppressed') },
  ...{
    complaintSubType: words('OnAccountSuppressionList'),
    complaintFeedbackType: words('abuse', 'not-spam'),
  },
  ...{
    bouncedRecipients: RECIPIENTS,
    complainedRecipients: RECIPIENTS,
    recipients: RECIPIENTS,
    timestamp: TIME,
  },
});
const PARTS = [
  'Send',
  'Delivery',
  'Bounce',
  'Complaint',
  'DeliveryDelay',
  'Reject',
  'Rendering Failure',
  'Open',
];
const SES_EVENT = fields({
  eventType: words(...PARTS),
  mail: fields({
    messageId: words('0107018c'),
    timestamp: TIME,
    tags: fields({ message_id: words(MESSAGE_ID) }),
  }),
  ...{
    send: DETAIL,
    delivery: DETAIL,
    bounce: DETAIL,
    complaint: DETAIL,
    deliveryDelay: DETAIL,
    reject: DETAIL,
  },
});
const SNS = { TopicArn: TOPIC, MessageId: 'm', Timestamp: new Date().toISOString(), SignatureVersion: '2' };
const FILE = fields({
  url: words('https://a.example/1', 'ftp://a'),
  name: words('a'),
  caption: words('b'),
  size: words('1'),
});

/** Bodies as each kind of provider posts them, nearly. */
const BODIES: Record<string, fc.Arbitrary<object>> = {
  twilio: fields({
    ...{ MessageSid: words(`SM${'0'.repeat(32)}`), MessageStatus: words('sent', 'received', 'undelivered') },
    ...{
      From: ADDRESS,
      To: ADDRESS,
      Body: words('STOP'),
      NumMedia: words('3', '1e9', '-1'),
      MediaUrl0: words('https://a'),
    },
    ...{ ErrorCode: words('21610'), OptOutType: words('STOP'), SmsStatus: words('received') },
  }),
  sendgrid: fc.array(
    fields({
      ...{
        event: words('processed', 'bounce', 'dropped', 'spamreport', 'unsubscribe'),
        sg_event_id: words('a'),
      },
      ...{ email: ADDRESS, timestamp: TIME, type: words('blocked'), 'smtp-id': words(`<${MESSAGE_ID}@a>`) },
      ...{
        message_id: words(MESSAGE_ID),
        main_recipient: ADDRESS,
        status: words('5.1.1'),
        reason: words('550'),
      },
    }),
    { minLength: 1, maxLength: 3 },
  ),
  ses: SES_EVENT.map((event) => ({
    ...{ ...SNS, Type: 'Notification', Message: JSON.stringify(event) },
    ...{ Signature: 'aa', SigningCertURL: 'https://a' },
  })),
  vonage: fields({
    ...{
      message_uuid: words('aaaaaaaa-bbbb-cccc-dddd-0123456789ab'),
      status: words('submitted', 'rejected'),
    },
    ...{
      from: ADDRESS,
      to: ADDRESS,
      channel: words('sms', 'mms', 'viber_service'),
      text: words('STOP'),
      timestamp: TIME,
    },
    error: fields({ type: words('https://a#1240'), title: words('1240'), detail: words('no') }),
    usage: fields({ price: words('0.03'), currency: words('EUR') }),
    ...{ client_ref: words(MESSAGE_ID), image: FILE, file: FILE, content: fc.array(FILE, { maxLength: 3 }) },
  }),
  http: fields({
    type: words('message.sent', 'message.failed', 'message.received', 'message.noted'),
    timestamp: TIME,
    data: fields({
      ...{
        message_id: words(MESSAGE_ID),
        id: words('their-1'),
        code: words('a'),
        status: words('b'),
        reason: words('c'),
      },
      ...{
        channel: words('sms', 'mms', 'email'),
        from: ADDRESS,
        to: ADDRESS,
        body: words('STOP'),
        opt_out: words('stop'),
      },
      ...{ attachments: fc.array(FILE, { maxLength: 3 }), answers: fc.array(odd, { maxLength: 3 }) },
      consent: fields({
        ...{
          change: words('suppress'),
          channel: words('sms'),
          address: ADDRESS,
          reason: words('stop'),
          sender: ADDRESS,
        },
      }),
    }),
  }),
};

let benches: ProviderBench[];
let providers: Record<string, MessageProvider>;
beforeAll(async () => {
  benches = await Promise.all(
    [TWILIO_SUBJECT, SENDGRID_SUBJECT].map((each) => each.start({ timeoutMs: 1_000 })),
  );
  const [twilio, sendgrid] = benches.map(({ provider }) => provider) as [MessageProvider, MessageProvider];
  providers = { twilio, sendgrid, ses: sesAt(AT), vonage: vonageAt(AT), http: httpAt(AT) };
});
afterAll(() => Promise.all(benches.map((bench) => bench.close())));

/** What was read, or null for what was refused with a reason; anything else fails. */
function read(provider: MessageProvider, rawBody: Buffer): DeliveryReport[] | null {
  const headers = { 'webhook-id': 'evt_1', 'content-type': 'application/json' };
  try {
    return provider.parseWebhook({ url: 'https://sendstream.example/api', headers, rawBody });
  } catch (error) {
    if (!(error instanceof WebhookFormatError)) throw error;
    return null;
  }
}

describe.each(Object.keys(BODIES))('a callback of %s', (kind) => {
  it('is read or refused with a reason, whatever is in its fields', () => {
    let taken = 0;
    const isWhole = (body: object) => {
      const provider = providers[kind] as MessageProvider;
      const reports = read(provider, Buffer.from(JSON.stringify(body))) ?? [];
      taken += reports.length > 0 ? 1 : 0;
      for (const report of reports) {
        const { eventId, kind: what, providerMessageId, code, reason, occurredAt, payload } = report;
        expect(KINDS).toContain(what);
        expect(eventId.length).toBeGreaterThan(0);
        for (const text of [providerMessageId, code, reason])
          expect(text === null || typeof text === 'string').toBe(true);
        expect(occurredAt === null || !Number.isNaN(occurredAt.getTime())).toBe(true);
        provider.priceIn?.(payload);
      }
    };
    fc.assert(fc.property(BODIES[kind] as fc.Arbitrary<object>, isWhole), { seed: SEED, numRuns: 2_000 });
    // Not all of it was refused at the door.
    expect(taken).toBeGreaterThan(100);
  });

  it('is read or refused with a reason, whatever its bytes are', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(Buffer.from));
    const isRead = (body: Uint8Array) => void read(providers[kind] as MessageProvider, Buffer.from(body));
    fc.assert(fc.property(bytes, isRead), { seed: SEED, numRuns: 1_000 });
  });
});
