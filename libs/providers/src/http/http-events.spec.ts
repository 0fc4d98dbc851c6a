import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { WebhookFormatError } from '../provider-errors.js';
import { readHttpEvent } from './http-events.js';

const read = (event: unknown, id = 'evt_1') => readHttpEvent(id, Buffer.from(JSON.stringify(event)));
const timestamp = '2026-01-02T03:04:05Z';

describe('a status over HTTP', () => {
  it.each([
    ['message.sent', 'sent'],
    ['message.delivered', 'delivered'],
    ['message.failed', 'failed'],
    ['message.noted', 'noted'],
  ])('%s is %s', (type, kind) => {
    const data = {
      message_id: MESSAGE_ID.toUpperCase(),
      id: 'their-1',
      code: '550',
      reason: 'No such person',
    };
    const event = { type, timestamp, data };
    expect(read(event)).toEqual({
      eventId: 'evt_1',
      kind,
      providerStatus: kind,
      providerMessageId: 'their-1',
      messageId: MESSAGE_ID,
      code: '550',
      reason: 'No such person',
      occurredAt: new Date(timestamp),
      payload: event,
    });
  });

  it('may say more, and may say less', () => {
    const consent = { change: 'suppress', channel: 'email', reason: 'bounce', address: 'a@example.net' };
    const more = { id: 'their-1', status: 'hard_bounce', consent };
    expect(read({ type: 'message.failed', data: more })).toMatchObject({
      providerStatus: 'hard_bounce',
      consent: { ...consent, sender: '' },
      occurredAt: null,
    });
    expect(read({ type: 'message.delivered', data: { message_id: MESSAGE_ID } })).toMatchObject({
      providerMessageId: null,
      code: null,
      reason: null,
    });
  });

  it.each<[unknown, RegExp]>([
    [[], /not a JSON object/],
    [{ type: 'message.sent' }, /data must be an object/],
    [{ type: 'message.opened', data: {} }, /^type must be one of/],
    [{ type: 'constructor', data: {} }, /^type must be one of/],
    [{ type: 'message.send', message: {}, data: {} }, /^type must be one of/],
    [{ type: 'message.sent', data: {} }, /must name the message/],
    [{ type: 'message.sent', data: { message_id: 'mine' } }, /must name the message/],
    [{ type: 'message.sent', data: { id: 7 } }, /^id must be a text/],
    [{ type: 'message.sent', timestamp: 'soon', data: { id: '1' } }, /^timestamp must be a time/],
    [{ type: 'message.sent', data: { id: '1', reason: 'x'.repeat(1_001) } }, /^reason must be/],
    [{ type: 'message.sent', data: { id: '1', consent: 'stop' } }, /consent.address/],
    [
      { type: 'message.sent', data: { id: '1', consent: { address: 'a', change: 'block' } } },
      /consent.change must be one of/,
    ],
  ])('is refused as %j, in words', (event, words) => {
    expect(() => read(event)).toThrow(WebhookFormatError);
    expect(() => read(event)).toThrow(words);
  });

  it.each(['', 'a b', 'x'.repeat(201)])('is refused with the id %j', (id) =>
    expect(() => read({ type: 'message.sent', data: { id: '1' } }, id)).toThrow(/^webhook-id/),
  );
});

describe('an inbound message over HTTP', () => {
  const data = { id: 'in-1', channel: 'sms', from: '+15551234567', to: '+15557654321', body: 'STOP' };

  it('is what somebody wrote', () => {
    expect(read({ type: 'message.received', timestamp, data: { ...data, opt_out: 'stop' } })).toMatchObject({
      eventId: 'evt_1',
      kind: 'received',
      providerMessageId: 'in-1',
      occurredAt: new Date(timestamp),
      inbound: { channel: 'sms', from: '+15551234567', to: '+15557654321', body: 'STOP', optOut: 'stop' },
    });
  });

  it('may be a mail with files', () => {
    const file = { url: 'https://example.org/1', content_type: 'image/png', size: 7.5, filename: 'a.png' };
    const mail = {
      ...data,
      channel: 'email',
      subject: 'Re: Hi',
      html: '<p>',
      attachments: [file],
      answers: ['<1@a>', `<${MESSAGE_ID}@acme.example>`, MESSAGE_ID.toUpperCase()],
    };
    expect(read({ type: 'message.received', data: mail }).inbound).toMatchObject({
      subject: 'Re: Hi',
      html: '<p>',
      attachments: [{ url: file.url, contentType: 'image/png', size: 7, filename: 'a.png' }],
      answers: [MESSAGE_ID],
      optOut: null,
    });
  });

  it.each<[object, RegExp]>([
    [{ channel: 'fax' }, /data.channel must be one of/],
    [{ from: undefined }, /data.from is missing/],
    [{ to: 7 }, /to must be a text/],
    [{ attachments: {} }, /data.attachments must be an array/],
    [{ attachments: [{ url: 'ftp://a' }] }, /http or https url/],
    [{ opt_out: 'maybe' }, /data.opt_out must be one of/],
  ])('is refused with %j, in words', (changes, words) =>
    expect(() => read({ type: 'message.received', data: { ...data, ...changes } })).toThrow(words),
  );
});
