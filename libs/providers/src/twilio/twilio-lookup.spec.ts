import { HttpPeer, json, type SeenRequest } from '../../../http/src/testing/http-peer.js';
import { outbound, providerError } from '../outbound-message.fixture.js';
import { RetryableError } from '../provider-errors.js';
import { TwilioProvider } from './twilio-provider.js';

const SINCE = new Date('2025-06-01T12:00:05.700Z');
const ACCOUNT = `AC${'1'.repeat(32)}`;
const LIST = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;

interface Resource {
  sid: string;
  body: string | null;
  direction: string;
  date_created: string;
  date_sent: string | null;
  num_media?: string;
  messaging_service_sid?: string | null;
}

let peer: HttpPeer;
afterEach(() => peer.close());

function resource(sid: string, created: string, changes: Partial<Resource> = {}): Resource {
  const date = new Date(created).toUTCString().replace('GMT', '+0000');
  return {
    sid,
    body: outbound().body,
    direction: 'outbound-api',
    date_created: date,
    date_sent: date,
    ...changes,
  };
}

async function provider(answer: Parameters<typeof HttpPeer.start>[0]): Promise<TwilioProvider> {
  peer = await HttpPeer.start(answer);
  const options = {
    accountSid: ACCOUNT,
    authToken: 'token',
    publicUrl: 'http://localhost',
    timeoutMs: 2_000,
    maxSockets: 2,
  };
  return new TwilioProvider({ ...options, baseUrl: peer.url });
}

/** A Messages list of these pages, joined as Twilio joins them. */
function listing(...pages: Resource[][]) {
  return provider((response, request) => {
    const page = Number(query(request).get('Page') ?? 0);
    const next = page + 1 < pages.length ? `${LIST}?Page=${page + 1}&PageToken=PA${page}` : null;
    json(response, 200, { messages: pages[page], next_page_uri: next, page });
  });
}

function query(request: SeenRequest | undefined): URLSearchParams {
  return new URL(request?.url ?? '', 'http://localhost').searchParams;
}

async function found(twilio: TwilioProvider, message = outbound()): Promise<string[] | 'undecidable'> {
  const sightings = await twilio.lookup(message, SINCE);
  return sightings === 'undecidable' ? sightings : sightings.map((sighting) => sighting.providerMessageId);
}

describe('TwilioProvider.lookup', () => {
  it('asks for the recipient alone where a Messaging Service chose the number, and takes only what is of it', async () => {
    const service = `MG${'a'.repeat(32)}`;
    const at = '2025-06-01T12:00:06Z';
    const twilio = await listing([
      resource('SM3', at, { messaging_service_sid: null }),
      resource('SM2', at, { messaging_service_sid: `MG${'b'.repeat(32)}` }),
      resource('SM1', at, { messaging_service_sid: service }),
    ]);
    expect(await found(twilio, outbound({ from: service }))).toEqual(['SM1']);
    expect(query(peer.requests[0]).get('From')).toBeNull();
    expect(query(peer.requests[0]).get('To')).toBe(outbound().to);
  });

  it('asks for the number pair, and not by date sent, which a queued message has none of', async () => {
    const twilio = await listing([resource('SM1', '2025-06-01T12:00:06Z', { date_sent: null })]);
    expect(await twilio.lookup(outbound(), SINCE)).toEqual([
      { providerMessageId: 'SM1', acceptedAt: new Date('2025-06-01T12:00:06Z') },
    ]);
    expect(peer.requests[0]).toMatchObject({ method: 'GET' });
    expect(Object.fromEntries(query(peer.requests[0]))).toEqual({
      To: '+15558675310',
      From: '+15557122661',
      PageSize: '200',
    });
  });

  it.each(['My Brand+1&2', '72404'])('asks for the sender %s as it is', async (from) => {
    const twilio = await listing([resource('SM1', '2025-06-01T12:00:06Z')]);
    expect(await found(twilio, outbound({ from }))).toEqual(['SM1']);
    expect(query(peer.requests[0]).get('From')).toBe(from);
  });

  it('finds nothing where nothing is', async () => {
    expect(await found(await listing([]))).toEqual([]);
  });

  it('takes only our own sends of this text since the attempt, oldest first', async () => {
    const twilio = await listing([
      resource('SM-third', '2025-06-01T12:00:09Z'),
      resource('SM-second', '2025-06-01T12:00:09Z'),
      resource('SM-other-text', '2025-06-01T12:00:08Z', { body: 'Your code is 4712' }),
      resource('SM-reply', '2025-06-01T12:00:08Z', { direction: 'inbound' }),
      resource('SM-twiml', '2025-06-01T12:00:08Z', { direction: 'outbound-reply' }),
      resource('SM-first', '2025-06-01T12:00:07Z'),
      resource('SM-same-second', '2025-06-01T12:00:05Z'),
      resource('SM-earlier', '2025-06-01T12:00:02Z'),
    ]);
    expect(await found(twilio)).toEqual(['SM-same-second', 'SM-first', 'SM-second', 'SM-third']);
  });

  it('knows a text behind the words of a trial account, and a medium without text', async () => {
    const prefixed = `Sent from your Twilio trial account - ${outbound().body}`;
    const trial = await listing([resource('SM1', '2025-06-01T12:00:06Z', { body: prefixed })]);
    expect(await found(trial)).toEqual(['SM1']);
    await peer.close();
    const medium = await listing([resource('MM1', '2025-06-01T12:00:06Z', { body: null })]);
    expect(await found(medium, outbound({ channel: 'mms', body: '' }))).toEqual(['MM1']);
  });

  it('does not take what came with more files, where the list says so', async () => {
    const twilio = await listing([
      resource('MM2', '2025-06-01T12:00:08Z', { num_media: '2' }),
      resource('MM1', '2025-06-01T12:00:07Z', { num_media: '1' }),
      resource('SM0', '2025-06-01T12:00:06Z', { num_media: '0' }),
    ]);
    expect(await found(twilio)).toEqual(['SM0']);
    expect(await found(twilio, outbound({ attachments: ['https://files.example/1'] }))).toEqual([
      'SM0',
      'MM1',
    ]);
  });

  it.each([
    ['behind', -3_600_000],
    ['ahead', 3_600_000],
  ])('goes by how far its clock is %s of ours', async (_, apart) => {
    const taken = (ms: number) => new Date(SINCE.getTime() + apart + ms).toISOString();
    const twilio = await provider((response) => {
      const messages = [resource('SM1', taken(1_000)), resource('SM-earlier', taken(-5_000))];
      json(response, 200, { messages }, { Date: new Date(Date.now() + apart).toUTCString() });
    });
    expect(await found(twilio)).toEqual(['SM1']);
  });

  it('reads page after page until one ends before the attempt', async () => {
    const twilio = await listing(
      [resource('SM5', '2025-06-01T12:01:00Z'), resource('SM4', '2025-06-01T12:00:50Z')],
      [resource('SM3', '2025-06-01T12:00:40Z'), resource('SM2', '2025-06-01T12:00:30Z')],
      [resource('SM1', '2025-06-01T12:00:10Z'), resource('SM0', '2025-06-01T11:00:00Z')],
      [resource('SM-never-read', '2025-05-01T12:00:00Z')],
    );
    expect(await found(twilio)).toEqual(['SM1', 'SM2', 'SM3', 'SM4', 'SM5']);
    expect(peer.requests).toHaveLength(3);
    expect(query(peer.requests[2]).get('PageToken')).toBe('PA1');
    expect(peer.connections).toBe(1);
  });

  it('reads on past a page whose last message waits to be sent', async () => {
    const twilio = await listing(
      [resource('SM3', '2025-06-01T11:00:00Z', { date_sent: null })],
      [resource('SM1', '2025-06-01T12:00:10Z')],
    );
    expect(await found(twilio)).toEqual(['SM1']);
  });

  it('cannot decide for a pair with more messages than it will read', async () => {
    const busy = Array.from({ length: 40 }, () => [resource('SM1', '2025-06-01T13:00:00Z')]);
    expect(await found(await listing(...busy))).toBe('undecidable');
    expect(peer.requests).toHaveLength(25);
  });

  it.each([
    ['500', (response: Response) => json(response, 500, { message: 'Oops' })],
    ['401', (response: Response) => json(response, 401, { code: 20003, message: 'Authenticate' })],
    ['400', (response: Response) => json(response, 400, { code: 21211, message: 'Invalid To' })],
    ['504', (response: Response) => json(response, 504, {})],
    ['a cut connection', (response: Response) => response.destroy()],
    ['no JSON', (response: Response) => response.writeHead(200).end('<html>')],
    ['no list', (response: Response) => json(response, 200, {})],
    ['a list of nothing', (response: Response) => json(response, 200, { messages: [null] })],
    [
      'a message without a date',
      (response: Response) =>
        json(response, 200, {
          messages: [resource('SM1', '2025-06-01T12:00:10Z', { date_created: 'soon' })],
        }),
    ],
  ])('asks again later after %s', async (_, answer) => {
    const twilio = await provider(answer);
    expect(await providerError(twilio.lookup(outbound(), SINCE))).toBeInstanceOf(RetryableError);
  });
});

type Response = Parameters<Parameters<typeof HttpPeer.start>[0]>[0];
