import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { WebhookFormatError } from '../provider-errors.js';
import { twilioFields } from './twilio-fields.js';
import { readStatusCallback } from './twilio-status-callback.js';

function read(form: string, query = `?message_id=${MESSAGE_ID}`) {
  const url = `https://sendstream.example/api/v1/webhooks/twilio${query}`;
  return readStatusCallback(twilioFields({ url, headers: {}, rawBody: Buffer.from(form) }), url);
}

describe('readStatusCallback', () => {
  it('reads what Twilio really sends', () => {
    const form =
      'SmsSid=SM1&SmsStatus=undelivered&MessageStatus=undelivered&To=%2B15558675310&MessageSid=SM1&AccountSid=AC1' +
      '&ErrorCode=30003&From=%2B15557122661&ApiVersion=2010-04-01';
    expect(read(form)).toEqual({
      eventId: 'SM1:undelivered',
      kind: 'failed',
      providerStatus: 'undelivered',
      providerMessageId: 'SM1',
      messageId: MESSAGE_ID,
      code: '30003',
      reason: 'Unreachable destination handset',
      occurredAt: null,
      payload: Object.fromEntries(new URLSearchParams(form)),
    });
  });

  it.each([
    ['accepted', 'noted'],
    ['scheduled', 'noted'],
    ['queued', 'noted'],
    ['sending', 'noted'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'noted'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['received', 'noted'],
    ['something_new', 'noted'],
    ['constructor', 'noted'],
  ])('makes %s %s', (status, kind) => {
    expect(read(`MessageSid=SM1&MessageStatus=${status}`)).toMatchObject({ kind, providerStatus: status });
  });

  it.each([
    ['30034', /unregistered/i],
    ['30032', /toll-free/i],
    ['21211', /'To' number/],
    ['21606', /from/i],
    ['11200', /http/i],
    ['30022', /rate limit/i],
    ['30010', /price/i],
    ['63038', /daily limit/i],
  ])('says what %s means, which comes without words', (code, words) => {
    expect(read(`MessageSid=SM1&MessageStatus=undelivered&ErrorCode=${code}`).reason).toMatch(words);
  });

  it("prefers Twilio's words to ours, and says where a code it does not know is explained", () => {
    const failed = 'MessageSid=SM1&MessageStatus=failed';
    expect(read(`${failed}&ErrorCode=30003&ErrorMessage=Gone+away`).reason).toBe('Gone away');
    expect(read(`${failed}&ErrorCode=39999`)).toMatchObject({
      code: '39999',
      reason: 'Twilio error 39999: https://www.twilio.com/docs/api/errors/39999',
    });
    expect(read(`${failed}&ErrorCode=constructor`).reason).toBe('Twilio error constructor');
    expect(read(failed)).toMatchObject({ code: null, reason: null });
  });

  it.each([['?message_id=1%20or%201'], ['?message_id='], ['?other=1'], ['']])(
    'takes no message id from %p',
    (query) => {
      expect(read('MessageSid=SM1&MessageStatus=sent', query).messageId).toBeNull();
    },
  );

  it.each([
    [''],
    ['MessageStatus=sent'],
    ['MessageSid=SM1'],
    ['MessageSid=&MessageStatus=sent'],
    ['{"MessageSid":"SM1"}'],
    [`MessageSid=${'S'.repeat(65)}&MessageStatus=sent`],
    ['MessageSid=SM1&MessageStatus=a:b'],
  ])('refuses %p', (form) => {
    expect(() => read(form)).toThrow(WebhookFormatError);
  });
});
