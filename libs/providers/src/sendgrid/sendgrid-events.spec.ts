import { MESSAGE_ID } from '../outbound-message.fixture.js';
import { WebhookFormatError } from '../provider-errors.js';
import { readEvents } from './sendgrid-events.js';

function read(...events: unknown[]) {
  return readEvents(Buffer.from(JSON.stringify(events)));
}

describe('readEvents', () => {
  it('reads a bounce as SendGrid sends it, with our custom argument', () => {
    const event = {
      email: 'invalid@example.com',
      event: 'bounce',
      ip: '167.89.101.76',
      message_id: MESSAGE_ID,
      reason: '552 5.2.2 The email account that you tried to reach is over quota',
      sg_event_id: 'Ym91bmNlLTAtMTk5NDIxMTItcU53QkxnUFFRalc2REp2S1F3U0Fidy0w',
      sg_message_id: 'qNwBLgPQQjW6DJvKQwSAbw.filterdrecv-canary-547b64655b-cw6zx-1-6089EA4A-56.0',
      status: '5.2.2',
      timestamp: 1619651147,
      type: 'blocked',
    };
    expect(read(event)).toEqual([
      {
        eventId: event.sg_event_id,
        kind: 'failed',
        providerStatus: 'bounce',
        providerMessageId: 'qNwBLgPQQjW6DJvKQwSAbw',
        messageId: MESSAGE_ID,
        code: '5.2.2',
        reason: event.reason,
        occurredAt: new Date('2021-04-28T23:05:47Z'),
        payload: event,
      },
    ]);
  });

  it.each([
    ['processed', 'sent'],
    ['deferred', 'noted'],
    ['delivered', 'delivered'],
    ['bounce', 'failed'],
    ['dropped', 'failed'],
    ['open', 'noted'],
    ['click', 'noted'],
    ['spamreport', 'noted'],
    ['unsubscribe', 'noted'],
    ['group_unsubscribe', 'noted'],
    ['group_resubscribe', 'noted'],
    ['something_new', 'noted'],
    ['toString', 'noted'],
  ])('makes %s %s', (event, kind) => {
    expect(read({ event, sg_event_id: '1' })).toMatchObject([{ kind, providerStatus: event }]);
  });

  it('knows them in any case', () => {
    const read1 = read({ event: 'BOUNCE', sg_event_id: '1' });
    expect(read1).toMatchObject([{ kind: 'failed', providerStatus: 'bounce' }]);
  });

  it('only notes what becomes of a copy', () => {
    const bounce = { event: 'bounce', main_recipient: 'jane@example.org' };
    expect(
      read(
        { ...bounce, sg_event_id: '1', email: 'copy@example.org' },
        { ...bounce, sg_event_id: '2', email: 'Jane@example.org' },
      ).map(({ kind }) => kind),
    ).toEqual(['noted', 'failed']);
  });

  it('knows the recipient of the mail however the address is written', () => {
    const bounce = {
      event: 'bounce',
      main_recipient: '"aaa..bbb"@docomo.ne.jp',
      email: 'aaa..bbb@docomo.ne.jp',
    };
    expect(read({ ...bounce, sg_event_id: '1' })).toMatchObject([{ kind: 'failed' }]);
  });

  it('keeps every event of a batch, in order', () => {
    const reports = read({ event: 'processed', sg_event_id: '1' }, { event: 'delivered', sg_event_id: '2' });
    expect(reports.map((report) => report.eventId)).toEqual(['1', '2']);
    expect(read()).toEqual([]);
  });

  it('names an event without an id by its content, the same each time', () => {
    const [one, same, other] = read(
      { event: 'open', timestamp: 1 },
      { event: 'open', timestamp: 1 },
      { event: 'open', timestamp: 2 },
    );
    expect(one?.eventId).toBe(same?.eventId);
    expect(one?.eventId).not.toBe(other?.eventId);
  });

  it('keeps an event whose fields are not what they should be', () => {
    const odd = {
      event: 7,
      sg_event_id: '1',
      sg_message_id: null,
      message_id: "'; drop table",
      timestamp: 'now',
      reason: {},
    };
    expect(read(odd)).toMatchObject([
      {
        kind: 'noted',
        providerStatus: 'unknown',
        providerMessageId: null,
        messageId: null,
        occurredAt: null,
        reason: null,
      },
    ]);
    expect(read({ timestamp: 1e300 }, { timestamp: -1 })).toMatchObject([
      { occurredAt: null },
      { occurredAt: null },
    ]);
  });

  it.each<[unknown, string | null]>([
    [1_619_651_147, '2021-04-28T23:05:47.000Z'],
    ['1619651147', '2021-04-28T23:05:47.000Z'],
    [1_619_651_147_000, '2021-04-28T23:05:47.000Z'],
    ['2021-04-28T23:05:47Z', '2021-04-28T23:05:47.000Z'],
    [253_402_300_800_000, null],
    [0, null],
    ['', null],
    [[1], null],
  ])('reads the time %j', (timestamp, time) => {
    expect(read({ timestamp })[0]?.occurredAt?.toISOString() ?? null).toBe(time);
  });

  it('keeps an event that cannot be read beside those that can', () => {
    expect(read(null, { event: 'bounce' }, 'odd')).toMatchObject([
      { kind: 'noted', providerStatus: 'unreadable', payload: { unreadable: null } },
      { kind: 'failed' },
      { kind: 'noted', providerStatus: 'unreadable', payload: { unreadable: 'odd' } },
    ]);
  });

  it('finds our id in the Message-ID of the mail', () => {
    const own = { 'smtp-id': `<${MESSAGE_ID}@example.com>` };
    expect(read(own, { ...own, message_id: '' }, { 'smtp-id': '<abc@ismtpd-555>' })).toMatchObject([
      { messageId: MESSAGE_ID },
      { messageId: MESSAGE_ID },
      { messageId: null },
    ]);
  });

  it.each([[''], ['{}'], ['null'], ['[1]'], ['[null]'], ['[[]]'], ['[{}'], [`[${'{},'.repeat(10_000)}{}]`]])(
    'refuses %.20s',
    (body) => {
      expect(() => readEvents(Buffer.from(body))).toThrow(WebhookFormatError);
    },
  );
});
