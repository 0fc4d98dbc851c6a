import request from 'supertest';
import { newKey, type TestKey } from '../support/api-key.js';
import { get, reaches, send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RefusingProxy } from '../support/refusing-proxy.js';
import { RunningSystem } from '../support/running-system.js';
import { sendstream } from '../support/sendstream-command.js';

const SMS_QUEUE = 'message_queue:sms';
const DEAD = ['reason', 'failed 5 times: away', 'deliveries', '5', 'entry_id', '1-0'];

interface Queue extends Record<string, unknown> {
  name: string;
  state: string;
  state_text: string;
  consumers: { holds: string[]; pending: number }[];
}

let twilio: RefusingProxy;
let system: RunningSystem;
let key: TestKey;
beforeAll(async () => {
  twilio = await RefusingProxy.start();
  system = await RunningSystem.start({ TWILIO_BASE_URL: twilio.url });
  twilio.target = system.sandbox.url;
  key = await newKey(system, ['admin']);
});
afterAll(async () => {
  await system?.stop();
  await twilio?.stop();
});

const admin = (method: 'get' | 'post', path: string) =>
  request(system.url)[method](`/api/v1/admin${path}`).set('Authorization', `Bearer ${key.secret}`);
async function queue(name = SMS_QUEUE): Promise<Queue> {
  const { body } = await admin('get', '/queues').expect(200);
  return (body as { queues: Queue[] }).queues.find((each) => each.name === name) as Queue;
}
const command = async () => {
  const { stdout } = await sendstream(['queues', '--json'], { REDIS_URL: system.redis.url });
  return (JSON.parse(stdout) as { queue: string; state: string }[]).find((each) => each.queue === SMS_QUEUE);
};

describe('queues over HTTP', () => {
  it('are for the scope admin', async () => {
    const { secret } = await newKey(system, ['manage']);
    for (const path of ['/queues', '/waiting', '/providers', `/queues/${SMS_QUEUE}/dead-letters`])
      await request(system.url)
        .get(`/api/v1/admin${path}`)
        .set('Authorization', `Bearer ${secret}`)
        .expect(403);
  });

  it('say what they do in the words of the command', async () => {
    const { id } = await send(system.url);
    expect(await queue()).toMatchObject({
      ...{ type: 'sms', state: 'no_processor', state_text: 'no processor', depth: 1, lag: 1, consumers: [] },
      ...{ paused_by: null, paused_since: null, oldest_age_seconds: expect.any(Number) },
    });
    const name = encodeURIComponent(SMS_QUEUE);
    const { body: paused } = await admin('post', `/queues/${name}/pause`).expect(200);
    const by = `key ${key.id.slice(-12)}`;
    expect(paused).toMatchObject({ state: 'paused', paused_by: by, paused_since: expect.any(String) });
    expect((paused as Queue).state_text).toBe(`paused by ${by}, and no processor`);
    await sendstream(['queues', 'pause', 'sms'], { REDIS_URL: system.redis.url });
    await system.startProcessor();
    await eventually(async () => expect((await queue()).state_text).toBe(`paused by ${by}`));
    expect((await command())?.state).toBe(`paused by ${by}`);
    expect((await get(system.url, id)).status).toBe('pending');

    await admin('post', `/queues/${SMS_QUEUE}/resume`).expect(200);
    await reaches(system.url, id, 'delivered');
    await eventually(async () =>
      expect(await queue()).toMatchObject({
        ...{ state: 'running', state_text: 'running', depth: 0, rate_per_minute: 1, paused_by: null },
        consumers: [{ pending: 0, holds: [], name: expect.any(String), idle_ms: expect.any(Number) }],
      }),
    );
    expect((await command())?.state).toBe('running');
    await sendstream(['queues', 'pause', 'sms'], { REDIS_URL: system.redis.url });
    expect(await queue()).toMatchObject({ state_text: 'paused by command', paused_by: 'command' });
    await admin('post', `/queues/${SMS_QUEUE}/resume`).expect(200);
  });

  it('are known by their names alone', async () => {
    for (const path of ['pause', 'resume', 'dead-letters/replay'])
      await admin('post', `/queues/sms/${path}`).send({ all: true }).expect(404);
    await admin('get', '/queues/none/dead-letters').expect(404);
  });
});

describe('a provider that is down', () => {
  it('is said of the queue, of the provider, and of what waits', async () => {
    twilio.refusal = { status: 500, body: { message: 'Internal Server Error', status: 500 } };
    const ids: string[] = [];
    for (let sent = 0; sent < 30; sent += 1) ids.push((await send(system.url)).id);
    const words = /^twilio is down since [\d:]+ UTC, (next trial in \d s|being tried)$/;
    await eventually(async () => {
      expect((await queue()).state_text).toMatch(/^held: twilio is down since .* UTC, /);
      const { body } = await admin('get', '/providers').expect(200);
      const [found] = (body as { providers: Record<string, unknown>[] }).providers.filter(
        (each) => each.name === 'twilio',
      );
      expect(found).toMatchObject({
        ...{ state: 'down', since: expect.any(String), next_trial_at: expect.any(String) },
        ...{ text: expect.stringMatching(words), p50_ms: expect.any(Number), p95_ms: expect.any(Number) },
      });
      expect(found?.error_rate).toBeGreaterThan(0.3);
    });
    expect((await command())?.state).toMatch(/^held: twilio is down/);
    await eventually(async () => {
      const held = (await queue()).consumers.flatMap(({ holds }) => holds);
      expect(held.length).toBeGreaterThan(0);
      expect(ids).toEqual(expect.arrayContaining(held));
    });
    const { body } = await admin('get', '/waiting').expect(200);
    const places = (body as { places: Record<string, unknown>[] }).places;
    expect(places.find(({ place }) => place === 'held')).toMatchObject({
      text: expect.stringMatching(/^waits for its provider: twilio is down/),
      needs_attention: true,
      link: '/api/v1/messages?status=pending&status=retry',
    });

    twilio.refusal = null;
    for (const id of ids) await reaches(system.url, id, 'delivered', 30_000);
    await eventually(async () => {
      expect((await queue()).state).toBe('running');
      const after = (await admin('get', '/providers').expect(200)).body as { providers: { state: string }[] };
      expect(after.providers.map(({ state }) => state)).not.toContain('down');
    });
  });
});

describe('dead letters over HTTP', () => {
  const path = `/queues/callback_queue/dead-letters`;
  const bury = (data: string) =>
    system.redis.redis.xadd(
      'callback_queue:dead',
      '*',
      'data',
      data,
      ...DEAD,
      'died_at',
      '2026-01-31T12:00:00Z',
    );
  const list = async (query = {}) => (await admin('get', path).query(query).expect(200)).body;

  // What is replayed would die again.
  beforeAll(() => system.admin.pause('callback_queue'));
  afterAll(() => system.admin.resume('callback_queue'));

  it('are listed with their reason, page by page', async () => {
    expect(await list()).toEqual({ dead_letters: [], next_cursor: null });
    const message = '0192d3a4-0000-7000-8000-000000000000';
    const ids = [await bury(`{"message_id":"${message}"}`), await bury('not JSON'), await bury('{}')];
    const first = await list({ limit: 2 });
    expect(first.dead_letters).toEqual([
      {
        ...{ id: ids[0], entry_id: '1-0', message_id: message, data: `{"message_id":"${message}"}` },
        ...{ reason: 'failed 5 times: away', deliveries: 5, died_at: '2026-01-31T12:00:00.000Z' },
      },
      expect.objectContaining({ id: ids[1], message_id: null, data: 'not JSON' }),
    ]);
    const rest = await list({ limit: 2, cursor: first.next_cursor });
    expect(rest).toMatchObject({ dead_letters: [{ id: ids[2] }], next_cursor: null });
    await admin('get', path).query({ cursor: 'nonsense' }).expect(422);
  });

  it('are replayed and discarded: one, some, all', async () => {
    const [first, second] = (await list()).dead_letters as { id: string }[];
    const some = { ids: [first?.id, first?.id, '1-1'] };
    expect((await admin('post', `${path}/replay`).send(some).expect(200)).body).toEqual({
      count: 1,
      not_found: 1,
    });
    const discarded = await admin('post', `${path}/discard`)
      .send({ ids: [second?.id] })
      .expect(200);
    expect(discarded.body).toEqual({ count: 1, not_found: 0 });
    for (let more = 0; more < 150; more += 1) await bury('{}');
    const all = await admin('post', `${path}/discard`).send({ all: true }).expect(200);
    expect(all.body).toEqual({ count: 151, not_found: 0 });
    expect((await list()).dead_letters).toEqual([]);
  });

  it.each([
    [{}],
    [{ ids: [] }],
    [{ all: false }],
    [{ ids: ['1-1'], all: true }],
    [{ ids: ['x'] }],
    [{ ids: 'all' }],
  ])('are not chosen by %j', async (body) => {
    const response = await admin('post', `${path}/discard`).send(body).expect(422);
    expect(response.body.errors).toEqual([{ field: 'ids', reason: expect.any(String) }]);
  });
});

describe('without Redis', () => {
  it('answers 503, and still what waits in PostgreSQL', async () => {
    const away = await system.startApi({ REDIS_URL: 'redis://127.0.0.1:1' });
    for (const path of ['queues', 'providers']) {
      const response = await request(away).get(`/api/v1/admin/${path}`).expect(503);
      expect(response.type).toBe('application/problem+json');
    }
    const { body } = await request(away).get('/api/v1/admin/waiting').expect(200);
    expect(body).toMatchObject({ is_complete: false });
    expect((body as { places: { place: string }[] }).places.map(({ place }) => place)).toContain('retry');
  });
});
