import request from 'supertest';
import { LOG_FIELDS } from '#observability';
import { CapturedLog, type LogLine } from '../support/captured-log.js';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const SECRETS = ['sandbox-auth-token', 'SG.sandbox-api-key'];
const PRIVATE = [
  'the code is 424242',
  '15551234567',
  '15559876543',
  '15005550001',
  'someone@example.org',
  ...SECRETS,
];
const REQUEST_ID = 'order-4711:confirmation';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

let log: CapturedLog;
let system: RunningSystem;
beforeAll(async () => {
  log = new CapturedLog();
  system = await RunningSystem.start({
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
    PROVIDER_TIMEOUT_MS: '2000',
    SETTLE_SECONDS: '1',
    // What the provider tells comes after what it answered is recorded: the lines have this order.
    SANDBOX_CALLBACK_DELAY_MS: '300',
  });
  await system.startProcessor();
});
afterAll(async () => {
  await system.stop();
  log.close();
});

const typeOf = (value: unknown) => (Array.isArray(value) ? 'strings' : typeof value);

describe('the log at debug', () => {
  let ofMessage: LogLine[];
  const body = 'the code is 424242';

  it('names no secret, body or address, whatever happens to a message', async () => {
    const { body: delivered } = await request(system.url)
      .post('/api/v1/messages/send')
      .set('X-Request-Id', REQUEST_ID)
      .set('traceparent', `00-${TRACE_ID}-b7ad6b7169203331-01`)
      .send({ ...SMS, body })
      .expect(201);
    const refused = await send(system.url, { ...SMS, body, to: '+15005550001' });
    const unanswered = await send(system.url, { ...SMS, body, to: '+15005551408' });
    const email = await send(system.url, { ...EMAIL, body });
    await request(system.url)
      .post('/api/v1/messages/send')
      .send({ ...SMS, body, to: 'x' })
      .expect(422);
    await request(system.url).get(`/api/v1/suppressions/sms/${encodeURIComponent(SMS.to)}`);
    await request(system.url).get('/api/v1/messages').query({ to: SMS.to, q: body });
    await request(system.url).post('/api/v1/webhooks/twilio').type('form').send({ To: SMS.to }).expect(403);
    await system.redis.redis.xadd(
      'message_queue:sms',
      '*',
      'data',
      JSON.stringify({ message_id: SMS.to, body }),
    );
    await system.redis.redis.xadd('message_queue:sms', '*', 'data', body);
    await reaches(system.url, (delivered as { id: string }).id, 'delivered');
    await reaches(system.url, refused.id, 'failed');
    await reaches(system.url, email.id, 'delivered');
    await reaches(system.url, unanswered.id, 'delivered');
    ofMessage = log.lines().filter(({ message_id: id }) => id === (delivered as { id: string }).id);

    const text = log.text.join('');
    expect(text).toContain('unknown outcome settled');
    await eventually(() =>
      expect(log.text.join('').match(/entry moved to the dead stream/g)).toHaveLength(2),
    );
    for (const word of PRIVATE) expect(text).not.toContain(word);
  });

  it('has the documented fields alone, each of its type, and each line a time, a level and words', () => {
    const lines = log.lines();
    expect(lines.length).toBeGreaterThan(20);
    const faults = lines.flatMap((line) =>
      Object.entries(line)
        .filter(([name, value]) => LOG_FIELDS[name]?.type !== typeOf(value) || name === 'details')
        .map(([name, value]) => `${line.msg}: ${name} is ${JSON.stringify(value)}`),
    );
    expect(faults).toEqual([]);
    for (const { level, time, msg } of lines) {
      expect(level).toMatch(/^(fatal|error|warn|info|debug|trace)$/);
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
      expect(msg).toEqual(expect.any(String));
    }
    expect(log.text.filter((chunk) => !chunk.startsWith('{"level"'))).toEqual([]);
  });

  it('tells the way of a message by its id, with queue, attempt, provider, trace and request', () => {
    expect(ofMessage.map(({ msg, status }) => [msg, status])).toEqual([
      ['message accepted', 'pending'],
      ['a step was made', 'sent'],
      ['a provider event was applied', 'delivered'],
    ]);
    expect(ofMessage[1]).toMatchObject({
      ...{ queue: 'message_queue:sms', attempt: 1, provider: 'twilio', outcome: 'accepted' },
      ...{ trace_id: TRACE_ID, request_id: REQUEST_ID, latency_ms: expect.any(Number) as number },
    });
    expect(ofMessage[0]).toMatchObject({ trace_id: TRACE_ID, request_id: REQUEST_ID });
  });
});

describe('the id of a request', () => {
  const ask = (headers: Record<string, string>) => request(system.url).get('/live').set(headers);

  it('is that of its client, or one of ours, and is answered', async () => {
    const own = await ask({ 'X-Request-Id': REQUEST_ID });
    expect(own.headers['x-request-id']).toBe(REQUEST_ID);
    expect(own.headers).not.toHaveProperty('x-correlation-id');
    const correlated = await ask({ 'X-Correlation-ID': 'a-b' });
    expect(correlated.headers).toMatchObject({ 'x-request-id': 'a-b', 'x-correlation-id': 'a-b' });
    const both = await ask({ 'X-Correlation-ID': 'a-b', 'X-Request-Id': 'c' });
    expect(both.headers).toMatchObject({ 'x-request-id': 'c', 'x-correlation-id': 'a-b' });
  });

  it.each(['a b', 'x'.repeat(129), 'someone@example.org', '<b>'])('is not %p, which is none', async (id) => {
    const { headers } = await ask({ 'X-Request-Id': id, 'X-Correlation-ID': id });
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    expect(headers).not.toHaveProperty('x-correlation-id');
  });

  it('is in the line of the request, which has its route and no address', async () => {
    await request(system.url).get(`/api/v1/messages/${system.url.length}`).set('X-Request-Id', 'routed');
    await eventually(() =>
      expect(log.lines().find(({ request_id: id }) => id === 'routed')).toMatchObject({
        ...{ level: 'debug', method: 'GET', route: '/api/v1/messages/:id', http_status: 422 },
      }),
    );
  });
});

/** Lines at info and above that speak of the stores, written since. */
const toldSince = (since: number) => log.lines(since).filter(({ level }) => level !== 'debug');

describe('a Redis that lost everything, or is away', () => {
  const news = async () => {
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered');
  };

  it('is told of in one line when it was flushed, not in one for each queue', async () => {
    const since = log.text.length;
    await system.redis.redis.flushall();
    await news();
    const told = () => toldSince(since).filter(({ context }) => context === 'GroupCreationLog');
    await eventually(() => expect(JSON.stringify(told())).toContain('have been recreated'));
    expect(told()).toHaveLength(1);
    expect(told()[0]?.queues).toEqual(expect.arrayContaining(['message_queue:sms', 'webhook_queue']));
  });

  it('is told of when it goes and when it is back', async () => {
    const since = log.text.length;
    const count = (words: string) => toldSince(since).filter(({ msg }) => msg.includes(words)).length;
    await system.redis.down();
    await eventually(() => expect(count('is unreachable')).toBe(1));
    await system.redis.up();
    await news();
    await eventually(() => expect(count('is reachable again')).toBe(1));
    expect(count('is unreachable')).toBe(1);
    expect(count('cannot be queued now')).toBe(0);
  });
});

describe('a PostgreSQL that is away', () => {
  it('is told of once by each app when it goes and when it is back, whoever finds it away', async () => {
    const since = log.text.length;
    // That its consumer groups were made again may still be told of Redis, which was away before.
    const told = () =>
      toldSince(since).flatMap(({ msg, context }) => (context === 'GroupCreationLog' ? [] : msg));
    system.databaseProxy.cut();
    for (let asked = 0; asked < 5; asked += 1)
      await request(system.url).post('/api/v1/messages/send').send(SMS).expect(503);
    await eventually(() => expect(told()).toEqual(Array(2).fill('PostgreSQL cannot be used now')));
    system.databaseProxy.restore();
    await eventually(() =>
      expect(told().filter((msg) => msg === 'PostgreSQL can be used again')).toHaveLength(2),
    );
    expect(told()).toHaveLength(4);
  }, 60_000);
});

describe('metrics', () => {
  it('tell what was accepted, how calls ended, and what each queue holds', async () => {
    const { text } = await request(system.url).get('/metrics').expect(200);
    expect(text).toMatch(
      /sendstream_messages_accepted_total\{type="sms",provider="twilio",priority="normal"\} 5/,
    );
    expect(text).toMatch(/sendstream_queue_depth\{queue="message_queue:sms"\} \d+/);
    expect(text).toMatch(/sendstream_queue_dead\{queue="webhook_queue"\} 0/);
  });
});
