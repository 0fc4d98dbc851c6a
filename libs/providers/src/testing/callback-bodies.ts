import fc from 'fast-check';
import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { TOPIC } from '../ses/ses-account.fixture.js';

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
    Object.entries(shape).map(([name, usual]) => [name, fc.oneof({ weight: 9, arbitrary: usual }, odd)]),
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
const SNS = {
  ...{ TopicArn: TOPIC, MessageId: 'm', SignatureVersion: '2' },
  ...{ Timestamp: '2026-01-31T12:00:00Z', Signature: 'aa', SigningCertURL: 'https://a' },
};
const FILE = fields({
  url: words('https://a.example/1', 'ftp://a'),
  name: words('a'),
  caption: words('b'),
  size: words('1'),
});

/** Bodies as each kind of provider posts them, nearly; about the message of the fixture. */
export const CALLBACK_BODIES: Record<string, fc.Arbitrary<object>> = {
  twilio: fields({
    ...{ MessageSid: words(`SM${'0'.repeat(32)}`), MessageStatus: words('sent', 'received', 'undelivered') },
    ...{
      From: ADDRESS,
      To: ADDRESS,
      Body: words('STOP'),
      NumMedia: words('0', '3'),
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
  ses: SES_EVENT.map((event) => ({ ...SNS, Type: 'Notification', Message: JSON.stringify(event) })),
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
