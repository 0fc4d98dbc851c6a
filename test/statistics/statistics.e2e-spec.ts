import { countBelow, LATENCY_BOUNDS, latencyOf } from '#entities';
import request from 'supertest';
import { newKey } from '../support/api-key.js';
import { EMAIL, reaches, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { fromCounters, fromEvents } from './counted.js';

interface Point extends Record<string, unknown> {
  time: string;
  group: Record<string, string | null>;
}

interface Statistics {
  as_of: string;
  series: Point[];
  totals: Record<string, number>;
  delivery_rate: number;
  handed_over: Record<string, number>;
  delivered_after: Record<string, number>;
  slo: object;
}

let system: RunningSystem;
let key: { id: string; secret: string };
beforeAll(async () => {
  system = await RunningSystem.start({ SLO_SECONDS: '5', SLO_TARGET: '0.95' });
  await system.startProcessor();
  await system.startProcessor();
  key = await newKey(system, ['send', 'read']);
  const messages = [
    { ...SMS, tags: ['code', 'login'] },
    { ...SMS, tags: ['code'] },
    { ...SMS, to: '+15005553003' },
    { ...SMS, to: '+15005553007' },
    { ...SMS, to: '+15005553003', tags: ['code'] },
    EMAIL,
    { ...SMS, send_at: new Date(Date.now() + 3_600_000).toISOString() },
  ];
  const ids = await Promise.all(messages.map((message) => send(message)));
  await request(system.url).post(`/api/v1/messages/${ids[6]}/cancel`).expect(200);
  await Promise.all([0, 1].map((n) => reaches(system.url, ids[n] as string, 'delivered')));
  await Promise.all([2, 3, 4].map((n) => reaches(system.url, ids[n] as string, 'failed')));
  await reaches(system.url, ids[5] as string, 'delivered');
});
afterAll(() => system?.stop());

async function send(body: object): Promise<string> {
  const headers = { Authorization: `Bearer ${key.secret}` };
  const response = await request(system.url)
    .post('/api/v1/messages/send')
    .set(headers)
    .send(body)
    .expect(201);
  return (response.body as { id: string }).id;
}

async function ask<Answer = Statistics>(query: object, path = ''): Promise<Answer> {
  const response = await request(system.url).get(`/api/v1/statistics${path}`).query(query).expect(200);
  return response.body as Answer;
}

/** What one name has in all times of a series. */
const sums = ({ series }: Statistics, name: string, count: string) => {
  const found: Record<string, number> = {};
  for (const point of series) {
    const value = String(point.group[name]);
    found[value] = (found[value] ?? 0) + (point[count] as number);
  }
  return found;
};

it('are as the events say, ten seconds later at most, and say how old they are', async () => {
  const { pool } = system.database;
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const done = (rows[0] as { now: Date }).now;
  await eventually(async () => {
    expect(new Date((await ask({})).as_of).getTime()).toBeGreaterThan(done.getTime());
  });
  expect(await fromCounters(pool)).toEqual(await fromEvents(pool));
  expect((await ask({})).totals).toEqual({
    accepted: 7,
    sent: 6,
    delivered: 3,
    failed: 3,
    canceled: 1,
    received: 0,
  });
});

it.each(['minute', 'hour', 'day'])('add up by %s', async (interval) => {
  const answer = await ask({ interval });
  const { totals, delivery_rate } = answer;
  for (const [count, total] of Object.entries(totals))
    expect(answer.series.reduce((sum, point) => sum + (point[count] as number), 0)).toBe(total);
  expect(delivery_rate).toBe(0.5);
});

it('are told apart by what is asked for, and narrowed to it', async () => {
  expect(sums(await ask({ group_by: 'type' }), 'type', 'accepted')).toEqual({ sms: 6, email: 1 });
  expect(sums(await ask({ group_by: 'tag' }), 'tag', 'accepted')).toEqual({ code: 3, login: 1 });
  expect(sums(await ask({ group_by: 'error_code' }), 'error_code', 'failed')).toEqual({
    30003: 2,
    30007: 1,
  });
  expect(sums(await ask({ group_by: 'api_key_id' }), 'api_key_id', 'accepted')).toEqual({ [key.id]: 7 });
  expect(sums(await ask({ group_by: 'provider,type' }), 'provider', 'sent')).toEqual({
    twilio: 5,
    sendgrid: 1,
  });
  expect((await ask({ tag: 'code' })).totals).toMatchObject({ accepted: 3, delivered: 2, failed: 1 });
  expect((await ask({ group_by: 'tag', type: 'email' })).totals).toMatchObject({ accepted: 1 });
  expect((await ask({ error_code: '30003' })).totals).toMatchObject({ failed: 2, accepted: 0 });
  expect(sums(await ask({ group_by: 'error_code', tag: 'code' }), 'error_code', 'failed')).toEqual({
    30003: 1,
  });
  expect((await ask({ api_key_id: '0190a5b8-7c3e-7d10-9f6a-2b1c4d5e6f70' })).series).toEqual([]);
});

it('tell how long messages took, and exactly how many were in time', async () => {
  const { rows } = await system.database.pool.query<{ kind: string; ms: number }>(
    `SELECT e.type AS kind, 1000 * date_part('epoch', e.created_at - m.created_at) AS ms
       FROM message_events e JOIN messages m ON m.id = e.message_id WHERE e.type IN ('sent', 'delivered')`,
  );
  const answer = await ask({});
  for (const [kind, told] of [
    ['sent', answer.handed_over],
    ['delivered', answer.delivered_after],
  ] as const) {
    const counts = new Array<number>(LATENCY_BOUNDS.length + 1).fill(0);
    for (const { ms } of rows.filter((row) => row.kind === kind))
      counts[LATENCY_BOUNDS.filter((bound) => bound <= ms).length]! += 1;
    const { count, p50, p95, p99 } = latencyOf(counts);
    expect(told).toMatchObject({ count, p50_ms: p50, p95_ms: p95, p99_ms: p99 });
    if (kind === 'sent') expect(told.within_slo).toBe(countBelow(counts, 5_000));
  }
  expect(answer.slo).toEqual({ seconds: 5, target: 0.95 });
});

it('tell what failed, by provider, code, sender and destination, and when', async () => {
  interface Failures {
    count: number;
    groups: (Record<string, unknown> & { curve: { time: string; count: number }[] })[];
  }
  const usual = await ask<Failures>({}, '/failures');
  expect(usual.count).toBe(3);
  expect(usual.groups.map(({ provider, code, count }) => [provider, code, count])).toEqual([
    ['twilio', '30003', 2],
    ['twilio', '30007', 1],
  ]);
  const [group] = (await ask<Failures>({ group_by: 'sender,destination', interval: 'minute' }, '/failures'))
    .groups;
  expect(group).toMatchObject({ sender: SMS.from, destination: 'US', count: 3 });
  expect(group?.curve.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(await ask<Failures>({ destination: 'GB' }, '/failures')).toMatchObject({ count: 0, groups: [] });
});

it.each([
  [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'to'],
  [{ from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z', interval: 'minute' }, 'interval'],
  [{ group_by: 'type,colour' }, 'group_by'],
  [{ interval: 'week' }, 'interval'],
  [{ code: '30003' }, 'code'],
])('%j is refused, and named', async (query, field) => {
  const { body } = await request(system.url).get('/api/v1/statistics').query(query).expect(422);
  expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
});

it('know the key that sent a message, in whatever way', async () => {
  const headers = { Authorization: `Bearer ${key.secret}` };
  const posts: [string, object][] = [
    ['/api/v1/messages/send', { ...SMS, body: 'by key' }],
    ['/api/v1/messages/batch', { messages: [{ ...SMS, body: 'by key' }] }],
    ['/api/messages/sms', { ...SMS, body: 'by key', attachments: null, timestamp: '2026-01-31T12:00:00Z' }],
  ];
  for (const [path, body] of posts) {
    const { status } = await request(system.url).post(path).set(headers).send(body);
    expect(status).toBeLessThan(300);
  }
  await request(system.url)
    .post('/api/v1/messages/send')
    .send({ ...SMS, body: 'by nobody' })
    .expect(201);
  const { rows } = await system.database.pool.query(
    `SELECT body, api_key_id AS key, count(*)::int FROM messages WHERE body LIKE 'by %' GROUP BY 1, 2 ORDER BY 1`,
  );
  expect(rows).toEqual([
    { body: 'by key', key: key.id, count: 3 },
    { body: 'by nobody', key: null, count: 1 },
  ]);
});

it('are for keys with the scope read', async () => {
  const { secret } = await newKey(system, ['send']);
  for (const path of ['', '/failures'])
    await request(system.url)
      .get(`/api/v1/statistics${path}`)
      .set({ Authorization: `Bearer ${secret}` })
      .expect(403);
});
