import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import type { DeliveryReport, SentMessage } from '../message-provider.js';
import { providerError } from '../outbound-message.fixture.js';
import { RetryableError } from '../provider-errors.js';
import { TwilioProvider } from './twilio-provider.js';
import { readStatusCallback } from './twilio-status-callback.js';
import { twilioFields } from './twilio-fields.js';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const LIST = `/2010-04-01/Accounts/${ACCOUNT}/Messages`;
const OURS = '+15557122661';
/** Twilio's times are whole seconds. */
const BEGIN = Math.floor(Date.now() / 1_000) * 1_000 - 3 * 3_600_000;

interface Resource {
  sid: string;
  from: string;
  to: string;
  body: string;
  status: string;
  error_code: number | null;
  error_message: string | null;
  date_sent: string | null;
  date_updated: string;
}

let peer: HttpPeer;
let twilio: TwilioProvider;
/** What Twilio has, in any order. */
let shelf: Resource[];
beforeEach(async () => {
  shelf = [];
  peer = await HttpPeer.start((response, { url }) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const sid = /Messages\/(\w+)\.json$/.exec(pathname)?.[1];
    const found = shelf.find((resource) => resource.sid === sid);
    if (sid) json(response, found ? 200 : 404, found ?? { code: 20404, message: 'not found', status: 404 });
    else json(response, 200, page(searchParams));
  });
  const options = { accountSid: ACCOUNT, authToken: 'token', publicUrl: '', timeoutMs: 2_000, maxSockets: 2 };
  twilio = new TwilioProvider({ ...options, baseUrl: peer.url });
});
afterEach(() => peer.close());

/** As Twilio lists: what was sent last comes first, and what was not sent is in no list of a time. */
function page(query: URLSearchParams): object {
  const [from, after, before] = [query.get('From'), query.get('DateSent>'), query.get('DateSent<')];
  const [size, number] = [Number(query.get('PageSize')), Number(query.get('Page') ?? 0)];
  const sentAt = ({ date_sent: date }: Resource) => Date.parse(date ?? '');
  const all = shelf
    .filter((resource) => from === null || resource.from === from)
    .filter((resource) => sentAt(resource) >= Date.parse(after ?? ''))
    .filter((resource) => sentAt(resource) <= Date.parse(before ?? ''))
    .sort((one, other) => sentAt(other) - sentAt(one));
  const next = new URLSearchParams(query);
  next.set('Page', String(number + 1));
  const hasMore = (number + 1) * size < all.length;
  return {
    messages: all.slice(number * size, (number + 1) * size),
    next_page_uri: hasMore ? `${LIST}.json?${next}` : null,
  };
}

const rfc2822 = (time: number) => new Date(time).toUTCString().replace('GMT', '+0000');
const A_LITTLE_LATER = rfc2822(BEGIN + 300_000);
const sidOf = (n: number) => `SM${String(n).padStart(32, '0')}`;

/** Puts messages there, one each second from `BEGIN`, and answers what we know of them. */
function sent(count: number, changes: Partial<Resource> & { sentAfterMs?: number } = {}): SentMessage[] {
  const { sentAfterMs = 0, ...rest } = changes;
  return Array.from({ length: count }, (_, n) => {
    const [sid, time] = [sidOf(shelf.length), BEGIN + n * 1_000];
    shelf.push({
      ...{ sid, from: OURS, to: '+15558675310', body: 'a secret', status: 'delivered' },
      ...{ error_code: null, error_message: null, date_sent: rfc2822(time + sentAfterMs) },
      ...{ date_updated: rfc2822(time + sentAfterMs + 2_000), ...rest },
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
const query = (n: number) => new URL(peer.requests[n]?.url ?? '', 'http://localhost').searchParams;

describe('TwilioProvider.statuses', () => {
  it('reads the list of a sender, a thousand at a time, within the time they were sent in', async () => {
    const messages = sent(2_500);
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(peer.requests).toHaveLength(3);
    const [after, before] = ['DateSent>', 'DateSent<'].map((name) => query(0).get(name));
    expect(query(0).get('From')).toBe(OURS);
    expect(query(0).get('PageSize')).toBe('1000');
    expect(Date.parse(after as string)).toBe(BEGIN - 60_000);
    expect(Date.parse(before as string)).toBe(BEGIN + 2_499_000 + 600_000);
  });

  it('tells an end as its callback would have told it, and nothing of the text', async () => {
    const [message] = sent(1, { status: 'undelivered', error_code: 21610 }) as [SentMessage];
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
    const waiting = sent(2, { status: 'queued', date_sent: null });
    const going = sent(2, { status: 'sent' });
    sent(5);
    const deleted = { providerMessageId: sidOf(99), from: OURS, sentAt: new Date(BEGIN) };
    expect(await ask([...waiting, ...going, deleted])).toEqual([]);
    // The lists of three times, and one by one those that were in none.
    expect(peer.requests).toHaveLength(3 + 3);
  });

  it('asks for one message by its sid', async () => {
    sent(3_000);
    const [message] = sent(1) as [SentMessage];
    expect(await ask([message])).toHaveLength(1);
    expect(peer.requests.map(({ url }) => url)).toEqual([`${LIST}/${message.providerMessageId}.json`]);
  });

  it('reads the list of the account where many senders are asked for', async () => {
    const messages = Array.from({ length: 300 }, (_, n) => sent(5, { from: `+1555100${n}` })).flat();
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(peer.requests).toHaveLength(2);
    expect(query(0).has('From')).toBe(false);
  });

  it('asks each sender where the account has much more to list', async () => {
    sent(5_000, { from: '+15550009999', date_sent: A_LITTLE_LATER });
    const messages = [sent(20, { from: '+15551000001' }), sent(20, { from: '+15551000002' })].flat();
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(peer.requests.map((_, n) => query(n).get('From'))).toEqual([
      ...[null, null, '+15551000001', '+15551000002'],
    ]);
  });

  it('reads on only while that is cheaper than to ask one by one', async () => {
    sent(20_000, { date_sent: A_LITTLE_LATER });
    const few = sent(3);
    expect(sidsOf(await ask(few))).toEqual(idsOf(few));
    expect(peer.requests).toHaveLength(3 + 3);
  });

  it('finds what a Messaging Service sent from a number of its choice', async () => {
    const service = `MG${'a'.repeat(32)}`;
    const messages = sent(40, { from: '+15553000001' }).map((message) => ({ ...message, from: service }));
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(peer.requests).toHaveLength(1);
    expect(query(0).has('From')).toBe(false);
  });

  it('finds what waited at Twilio before it was sent', async () => {
    const messages = sent(1_500, { sentAfterMs: 40 * 60_000 });
    expect(sidsOf(await ask(messages))).toEqual(idsOf(messages));
    expect(peer.requests.length).toBeLessThanOrEqual(6);
  });

  it('asks for no more than a hundred one by one', async () => {
    expect(await ask(sent(2_000, { status: 'queued', date_sent: null }))).toEqual([]);
    expect(peer.requests).toHaveLength(3 + 100);
  });

  it('makes a request only when the answer to it is awaited', async () => {
    const answers = twilio.statuses(sent(3_000))[Symbol.asyncIterator]();
    expect((await answers.next()).value).toHaveLength(1_000);
    expect(peer.requests).toHaveLength(1);
    await answers.return?.(undefined);
  });
});

describe('TwilioProvider.statuses, when it cannot be asked', () => {
  it.each([
    [401, {}],
    [429, { 'Retry-After': '7' }],
    [500, {}],
  ])('fails so that it is asked again later: %d', async (status, headers) => {
    await peer.close();
    peer = await HttpPeer.start((response) => json(response, status, { message: 'no' }, headers));
    const options = { accountSid: ACCOUNT, authToken: 'x', publicUrl: '', timeoutMs: 2_000, maxSockets: 2 };
    twilio = new TwilioProvider({ ...options, baseUrl: peer.url });
    const error = await providerError(ask(sent(2)));
    expect(error).toBeInstanceOf(RetryableError);
    if (status === 429) expect((error as RetryableError).retryAfterMs).toBe(7_000);
  });
});
