import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { WebhookFormatError } from '../provider-errors.js';
import { sesEvent, snsPost } from './ses-account.fixture.js';
import { readSesEvents } from './ses-events.js';
import { recipientTag } from './ses-mail.js';
import { readSnsMessage } from './sns-message.js';

const read = (Message: string, MessageId = 'sns-1') =>
  readSesEvents(readSnsMessage(snsPost('https://sns.example', { Message, MessageId }).rawBody));
const one = (name: string, own: object = {}) => read(sesEvent(name, own))[0];

const bounce = (bounceType: string, bounceSubType: string, recipient: object) => ({
  bounce: {
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress: 'Jane@example.org', ...recipient }],
  },
});
const DSN = { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 unknown' };
const SUPPRESS = { change: 'suppress', channel: 'email', address: 'Jane@example.org', sender: '' };

describe('an event of SES', () => {
  it('of a delivery moves the message that its tag names', () => {
    const timestamp = '2026-01-31T12:00:05.000Z';
    expect(
      one('Delivery', { delivery: { timestamp, recipients: ['jane@example.org'], smtpResponse: '250 OK' } }),
    ).toEqual({
      eventId: 'sns-1:0',
      kind: 'delivered',
      providerStatus: 'Delivery',
      providerMessageId: '0107018c-000000',
      messageId: MESSAGE_ID,
      code: null,
      reason: '250 OK',
      occurredAt: new Date(timestamp),
      payload: expect.objectContaining({ eventType: 'Delivery' }) as object,
    });
  });

  it.each([
    ['Send', {}, 'sent', null],
    ['Reject', { reject: { reason: 'Bad content' } }, 'failed', 'Bad content'],
    ['Rendering Failure', { failure: { errorMessage: 'No attribute' } }, 'failed', 'No attribute'],
    [
      'DeliveryDelay',
      { deliveryDelay: { delayedRecipients: [{ emailAddress: 'a@b.example', ...DSN }] } },
      'noted',
      DSN.diagnosticCode,
    ],
    ['Open', { open: { ipAddress: '192.0.2.1' } }, 'noted', null],
    ['Click', { click: { link: 'https://example.org' } }, 'noted', null],
    ['Subscription', { subscription: {} }, 'noted', null],
    ['constructor', {}, 'noted', null],
  ])('%s', (name, own, kind, reason) => {
    expect(one(name, own)).toMatchObject({ kind, reason, providerStatus: name });
    expect(one(name, own)).not.toHaveProperty('consent');
  });

  it('of a bounce for good suppresses the recipient', () => {
    const event = one('Bounce', bounce('Permanent', 'General', DSN));
    expect(event).toMatchObject({ kind: 'failed', code: '5.1.1', reason: DSN.diagnosticCode });
    expect(event?.consent).toEqual({ ...SUPPRESS, reason: 'bounce' });
  });

  it("of an address on SES's own list says so", () => {
    const event = one('Bounce', bounce('Permanent', 'OnAccountSuppressionList', DSN));
    expect(event).toMatchObject({ kind: 'failed', code: 'OnAccountSuppressionList' });
  });

  it('of a bounce for now suppresses nobody', () => {
    const event = one('Bounce', bounce('Transient', 'MailboxFull', { ...DSN, status: '4.2.2' }));
    expect(event).toMatchObject({ kind: 'failed', code: '4.2.2' });
    expect(event?.consent).toBeUndefined();
  });

  it('of somebody out of the office is noted: the mail has arrived', () => {
    expect(one('Bounce', bounce('Transient', 'General', {}))).toMatchObject({
      kind: 'noted',
      code: 'General',
    });
  });

  it('of a complaint suppresses, and changes nothing of the message', () => {
    const complaint = { complainedRecipients: [{ emailAddress: 'Jane@example.org' }] };
    const event = one('Complaint', { complaint: { ...complaint, complaintFeedbackType: 'abuse' } });
    expect(event).toMatchObject({
      kind: 'noted',
      code: 'abuse',
      consent: { ...SUPPRESS, reason: 'complaint' },
    });
    const kind = (own: object) => one('Complaint', { complaint: { ...complaint, ...own } });
    expect(kind({ complaintSubType: 'OnAccountSuppressionList' })).toMatchObject({ kind: 'failed' });
    expect(kind({ complaintFeedbackType: 'not-spam' })?.consent).toBeUndefined();
  });

  it('of several recipients is one of each, and only that of its own moves the message', () => {
    const tags = { message_id: [MESSAGE_ID], main_recipient: [recipientTag('Jane <jane@Example.org>')] };
    const delivery = { recipients: ['copy@example.org', 'jane@example.org'] };
    const events = read(sesEvent('Delivery', { delivery }, { tags }));
    expect(events.map(({ eventId, kind }) => [eventId, kind])).toEqual([
      ['sns-1:0', 'noted'],
      ['sns-1:1', 'delivered'],
    ]);
  });

  it('of an identity without a configuration set is read too', () => {
    const { eventType, ...event } = JSON.parse(
      sesEvent('Bounce', bounce('Permanent', 'General', DSN), { tags: undefined }),
    ) as Record<string, unknown>;
    expect(read(JSON.stringify({ notificationType: eventType, ...event }))).toMatchObject([
      { kind: 'failed', messageId: null, providerMessageId: '0107018c-000000' },
    ]);
  });

  it('that is only a trial of the topic tells nothing', () => {
    expect(read('Successfully validated SNS topic for Amazon SES event publishing.')).toEqual([]);
  });

  it.each([
    '{}',
    'null',
    '[]',
    'Hello',
    '{"eventType":"Send"}',
    '{"eventType":"Send","mail":{"messageId":7}}',
  ])('is not %s', (message) => expect(() => read(message)).toThrow(WebhookFormatError));
});
