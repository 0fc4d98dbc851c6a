import { type ListedMessage, TwilioList } from '../testing/twilio-list.js';
import type { DeliveryReport, SentMessage } from '../message-provider.js';
import { providerError } from '../outbound-message.fixture.js';
import { RetryableError } from '../provider-errors.js';
import { TwilioProvider } from './twilio-provider.js';
import { readStatusCallback } from './twilio-status-callback.js';
import { twilioFields } from './twilio-fields.js';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const OURS = '+15557122661';
/** Twilio's times are whole seconds. */
const BEGIN = Math.floor(Date.now() / 1_000) * 1_000 - 3 * 3_600_000;
const A_LITTLE_LATER = BEGIN + 300_000;

let list: TwilioList;
let twilio: TwilioProvider;
beforeEach(async () => {
  list = await TwilioList.start();
  const options = {
    accountSid: ACCOUNT,
    authToken: 'token',
    publicUrl: '',
    timeoutMs: 20_000,
    maxSockets: 2,
  };
  twilio = new TwilioProvider({ ...options, baseUrl: list.url });
});
afterEach(() => list.close());

const sidOf = (n: number) => `SM${String(n).padStart(32, '0')}`;

/** Puts messages there, one each second from `BEGIN`, and answers what we know of them. */
function sent(count: number, changes: Partial<ListedMessage> & { afterMs?: number } = {}): SentMessage[] {
  const { afterMs = 0, ...rest } = changes;
  return Array.from({ length: count }, (_, n) => {
    const [sid, time] = [sidOf(list.messages.size), BEGIN + n * 1_000];
    list.add({
      ...{ sid, from: OURS, to: '+15558675310', body: 'a secret', status: 'delivered', errorCode: null },
      ...{ sentAt: time + afterMs, ...rest },
    });
    return { providerMessageId: sid, from: changes.from ?? OURS, sentAt: new Date(time) };
  });
}

async function ask(messages: SentMessage[]): Promise<DeliveryReport[]> {
  const reports: DeliveryReport[] = [];
  for await (const some of twilio.statuses(messages)) reports.push(...some);
  return reports;
}
const sidsOf = (reports: DeliveryReport[]) => reports.map(({ providerMessageId: sid }) => sid).sort();
const idsOf = (messages: SentMessage[]) => messages.map(({ providerMessageId: sid }) => sid).sort();

describe('TwilioProvider.statuses', () => {
  it('reads the list of a sender, a thousand at a time, within the time they were sent in', async () => {
    const messages = sent(2_500);
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(list.requests).toHaveLength(3);
    const [after, before] = ['DateSent>', 'DateSent<'].map((name) => list.query(0).get(name));
    expect(list.query(0).get('From')).toBe(OURS);
    expect(list.query(0).get('PageSize')).toBe('1000');
    expect(Date.parse(after as string)).toBe(BEGIN - 60_000);
    expect(Date.parse(before as string)).toBe(BEGIN + 2_499_000 + 600_000);
  });

  it('tells an end as its callback would have told it, and nothing of the text', async () => {
    const [message] = sent(1, { status: 'undelivered', errorCode: 21610 }) as [SentMessage];
    const [report] = (await ask([message])) as [DeliveryReport];
    const sid = message.providerMessageId;
    const form = `MessageSid=${sid}&MessageStatus=undelivered&ErrorCode=21610&From=%2B15557122661&To=%2B15558675310`;
    const callback = { url: '', headers: {}, rawBody: Buffer.from(form) };
    const told = readStatusCallback(twilioFields(callback), '');
    const { payload, ...rest } = report;
    expect(rest).toEqual({
      ...{ ...told, payload: undefined },
      ...{ lookedUp: true, occurredAt: new Date(BEGIN + 2_000) },
    });
    expect(told.consent).toMatchObject({ change: 'suppress', address: '+15558675310' });
    expect(payload).toMatchObject({ sid, status: 'undelivered', error_code: 21610 });
    expect(JSON.stringify(payload)).not.toMatch(/secret|\+1555/);
  });

  it('says nothing of what is still on its way, of others, or of what was deleted there', async () => {
    const waiting = sent(2, { status: 'queued', sentAt: null });
    const going = sent(2, { status: 'sent' });
    sent(5);
    const deleted = { providerMessageId: sidOf(99), from: OURS, sentAt: new Date(BEGIN) };
    expect(await ask([...waiting, ...going, deleted])).toEqual([]);
    // The lists of three times, and one by one those that were in none.
    expect(list.requests).toHaveLength(3 + 3);
  });

  it('asks for one message by its sid', async () => {
    sent(3_000);
    const [message] = sent(1) as [SentMessage];
    expect(await ask([message])).toHaveLength(1);
    expect(list.requests.map(({ url }) => url)).toEqual([
      expect.stringContaining(`/Messages/${message.providerMessageId}.json`),
    ]);
  });

  it('reads the list of the account where many senders are asked for', async () => {
    const messages = Array.from({ length: 300 }, (_, n) => sent(5, { from: `+1555100${n}` })).flat();
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(list.requests).toHaveLength(2);
    expect(list.query(0).has('From')).toBe(false);
  });

  it('asks each sender where the account has much more to list', async () => {
    sent(5_000, { from: '+15550009999', sentAt: A_LITTLE_LATER });
    const messages = [sent(20, { from: '+15551000001' }), sent(20, { from: '+15551000002' })].flat();
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(list.requests.map((_, n) => list.query(n).get('From'))).toEqual([
      ...[null, null, '+15551000001', '+15551000002'],
    ]);
  });

  it('reads on only while that is cheaper than to ask one by one', async () => {
    sent(20_000, { sentAt: A_LITTLE_LATER });
    const few = sent(3);
    expect(sidsOf(await ask(few))).toEqual(idsOf(few));
    expect(list.requests).toHaveLength(3 + 3);
  });

  it('finds what a Messaging Service sent from a number of its choice', async () => {
    const service = `MG${'a'.repeat(32)}`;
    const messages = sent(40, { from: '+15553000001' }).map((message) => ({ ...message, from: service }));
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(list.requests).toHaveLength(1);
    expect(list.query(0).has('From')).toBe(false);
  });

  it('finds what waited at Twilio before it was sent', async () => {
    const messages = sent(1_500, { afterMs: 40 * 60_000 });
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(list.requests.length).toBeLessThanOrEqual(6);
  });

  it('asks for no more than a hundred one by one', async () => {
    expect(await ask(sent(2_000, { status: 'queued', sentAt: null }))).toEqual([]);
    expect(list.requests).toHaveLength(3 + 100);
  });

  it('makes a request only when the answer to it is awaited', async () => {
    const answers = twilio.statuses(sent(3_000))[Symbol.asyncIterator]();
    expect((await answers.next()).value).toHaveLength(1_000);
    expect(list.requests).toHaveLength(1);
    await answers.return?.(undefined);
  });
});

describe('TwilioProvider.statuses, when it cannot be asked', () => {
  it.each([
    [401, {}],
    [429, { 'Retry-After': '7' }],
    [500, {}],
  ])('fails so that it is asked again later: %d', async (status, headers) => {
    list.refusal = { status, headers };
    const error = await providerError(ask(sent(2)));
    expect(error).toBeInstanceOf(RetryableError);
    if (status === 429) expect((error as RetryableError).retryAfterMs).toBe(7_000);
  });
});
