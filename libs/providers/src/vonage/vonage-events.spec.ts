import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { WebhookFormatError } from '../provider-errors.js';
import { readVonageEvent } from './vonage-events.js';

const UUID = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const read = (event: unknown) => readVonageEvent(Buffer.from(JSON.stringify(event)));

/** As the reference of the Messages API has it. */
const STATUS = {
  message_uuid: UUID,
  to: '447700900000',
  from: '447700900001',
  timestamp: '2025-02-03T12:14:25Z',
  status: 'submitted',
  client_ref: MESSAGE_ID,
  channel: 'sms',
  destination: { network_code: '12345' },
  sms: { count_total: '2' },
  usage: { currency: 'EUR', price: '0.0333' },
};
const INBOUND = {
  channel: 'sms',
  message_uuid: UUID,
  to: '447700900000',
  from: '447700900001',
  timestamp: '2025-02-03T12:14:25Z',
  text: 'Hello From Vonage!',
  sms: { num_messages: '2', keyword: 'HELLO' },
};

describe('a status of Vonage', () => {
  it.each([
    ['submitted', 'sent'],
    ['delivered', 'delivered'],
    ['rejected', 'failed'],
    ['undeliverable', 'failed'],
    ['read', 'noted'],
    ['constructor', 'noted'],
  ])('%s is %s', (status, kind) => {
    const event = { ...STATUS, status };
    expect(read(event)).toEqual({
      eventId: `${UUID}:${status}`,
      kind,
      providerStatus: status,
      providerMessageId: UUID,
      messageId: MESSAGE_ID,
      code: null,
      reason: null,
      occurredAt: new Date('2025-02-03T12:14:25Z'),
      payload: event,
    });
  });

  it.each([
    [
      {
        type: 'https://developer.vonage.com/api-errors/messages#1210',
        title: '1210',
        detail: 'Anti-Spam Rejection',
      },
      '1210',
      'Anti-Spam Rejection',
    ],
    [
      { type: 'https://developer.vonage.com/api-errors/messages#1000', title: 1000, detail: 'Throttled' },
      '1000',
      'Throttled',
    ],
    [{ type: 'https://developer.vonage.com/api-errors/messages#1330', title: 'Unknown' }, '1330', 'Unknown'],
    [{ title: 'Rejected' }, null, 'Rejected'],
    ['nonsense', null, null],
    [null, null, null],
  ])('says why: %j', (error, code, reason) =>
    expect(read({ ...STATUS, status: 'rejected', error })).toMatchObject({ kind: 'failed', code, reason }),
  );

  it('tells that the recipient has stopped the sender', () => {
    const error = { title: '1240', detail: 'Illegal Number' };
    expect(read({ ...STATUS, status: 'rejected', error }).consent).toEqual({
      change: 'suppress',
      channel: 'sms',
      address: '+447700900000',
      sender: '+447700900001',
      reason: 'stop',
    });
  });

  it.each([
    [
      { ...STATUS, client_ref: 'abc123', timestamp: 'soon' },
      { messageId: null, occurredAt: null },
    ],
    [
      { message_uuid: UUID, status: 'delivered' },
      { kind: 'delivered', messageId: null },
    ],
  ])('is read with less in it: %j', (event, expected) => expect(read(event)).toMatchObject(expected));

  it.each([
    [[]],
    [null],
    ['x'],
    [{}],
    [{ status: 'sent' }],
    [{ message_uuid: 'a b', status: 'sent' }],
    [{ message_uuid: UUID, status: '' }],
    [{ message_uuid: UUID, status: { x: 1 } }],
  ])('is refused as %j', (event) => expect(() => read(event)).toThrow(WebhookFormatError));
});

describe('an inbound message of Vonage', () => {
  it('is a text from a number', () => {
    expect(read(INBOUND)).toEqual({
      eventId: `${UUID}:received`,
      kind: 'received',
      providerStatus: 'received',
      providerMessageId: UUID,
      messageId: null,
      code: null,
      reason: null,
      occurredAt: new Date('2025-02-03T12:14:25Z'),
      payload: INBOUND,
      inbound: {
        channel: 'sms',
        from: '+447700900001',
        to: '+447700900000',
        body: 'Hello From Vonage!',
        subject: null,
        html: null,
        attachments: [],
        answers: [],
        optOut: null,
      },
    });
  });

  it.each([
    [{ to: '12345' }, { to: '12345' }],
    [{ channel: 'whatsapp' }, { from: 'whatsapp:+447700900001' }],
    [{ channel: 'viber_service' }, { from: 'viber:+447700900001' }],
    [{ channel: 'messenger', from: '9876543210' }, { from: 'messenger:9876543210' }],
  ])('knows its parties: %j', (changes, expected) =>
    expect(read({ ...INBOUND, ...changes }).inbound).toMatchObject(expected),
  );

  it('brings files', () => {
    const image = { url: 'https://api-us.nexmo.com/v3/media/1', name: 'a.jpg', caption: 'Look' };
    const file = { url: image.url, contentType: null, size: null, filename: 'a.jpg' };
    const { text: _, ...mms } = { ...INBOUND, channel: 'mms', message_type: 'image', image };
    expect(read(mms).inbound).toMatchObject({ channel: 'mms', body: 'Look', attachments: [file] });
    const content = [
      { type: 'image', url: image.url },
      { type: 'file', url: 'javascript:alert(1)' },
      { url: 7 },
    ];
    expect(read({ ...mms, content }).inbound?.attachments).toEqual([{ ...file, filename: null }]);
  });

  it.each([[{ from: undefined }], [{ to: ' ' }], [{ channel: undefined }], [{ channel: 'SMS\n' }]])(
    'is refused with %j',
    (changes) => expect(() => read({ ...INBOUND, ...changes })).toThrow(WebhookFormatError),
  );
});
