import request from 'supertest';
import { newKey, type TestKey } from '../support/api-key.js';
import { EMAIL, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const HOUR_MS = 3_600_000;
const PREFIX = '+15550';

let system: RunningSystem;
let admin: TestKey;
let key: TestKey;
let number = 0;

beforeAll(async () => {
  system = await RunningSystem.start({
    GUARD: 'on',
    API_KEYS_REQUIRED: 'true',
    GUARD_COUNTRIES: 'FR',
    GUARD_PREFIX_CAPS: '+1555700=2/d',
    GUARD_BURST_MESSAGES: '4',
    GUARD_BURST_FACTOR: '3',
  });
  [admin, key] = await Promise.all([newKey(system, ['admin']), newKey(system, ['send', 'read'])]);
});
afterAll(() => system?.stop());

/** A number nobody was written to, with this beginning. */
const fresh = (prefix: string) => prefix + String((number += 1)).padStart(12 - prefix.length, '0');
const post = (body: object, by = key, headers: Record<string, string> = {}) =>
  request(system.url)
    .post('/api/v1/messages/send')
    .set('Authorization', `Bearer ${by.secret}`)
    .set(headers)
    .send(body);
const batch = (messages: object[], headers: Record<string, string> = {}) =>
  request(system.url)
    .post('/api/v1/messages/batch')
    .set('Authorization', `Bearer ${key.secret}`)
    .set(headers)
    .send({ messages });
const as = (method: 'get' | 'put' | 'delete', path: string, body?: object) =>
  request(system.url)[method](path).set('Authorization', `Bearer ${admin.secret}`).send(body);
const guard = async () => (await as('get', '/api/v1/admin/guard').expect(200)).body as Guarded;
const metric = async (name: string) =>
  (await request(system.url).get('/metrics').set('Authorization', `Bearer ${admin.secret}`)).text
    .split('\n')
    .filter((line) => line.startsWith(name));
const stored = async () =>
  Number((await system.database.pool.query<{ n: string }>('SELECT count(*) AS n FROM messages')).rows[0]?.n);

interface Guarded {
  enabled: boolean;
  rules: Record<string, unknown>;
  stopped_prefixes: { prefix: string; since: string; until: string }[];
  refused: { rule: string; today: number }[];
}

const code = (to: string) => ({ ...SMS, to, priority: 'code' });

it("refuses texts to countries that are neither the sender's nor listed, for good, and stores nothing", async () => {
  const before = await stored();
  const { body, headers } = await post({ ...SMS, to: '+447700900123' }).expect(422);
  expect(body).toMatchObject({
    rule: 'allowed_countries',
    errors: [
      {
        field: 'to',
        reason: 'is a number of GB, and texts go from here to US, FR alone (rule allowed_countries)',
      },
    ],
  });
  expect(headers['retry-after']).toBeUndefined();
  expect(await stored()).toBe(before);
  await post({ ...SMS, to: '+33612345678' }).expect(201);
  await post({ ...SMS, from: '+447700900100', to: '+447700900123' }).expect(201);
  await post(EMAIL).expect(201);
});

it('gives one recipient five codes in ten minutes, and says when the next may go', async () => {
  const to = fresh('+33611');
  for (let n = 0; n < 5; n += 1) await post(code(to)).expect(201);
  const { body, headers } = await post(code(to)).expect(429);
  expect(body).toMatchObject({
    status: 429,
    rule: 'recipient_cap',
    errors: [
      {
        field: 'to',
        reason: expect.stringMatching(
          /^has received as many messages of this priority as it may: 5\/10m; it is accepted again in about 10 minutes \(rule recipient_cap\)$/,
        ),
      },
    ],
  });
  expect(Number(headers['retry-after'])).toBeGreaterThan(500);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(600);
  await post({ ...SMS, to }).expect(201);
  await post(code(fresh('+33611'))).expect(201);
});

it('counts each of a batch, and refuses those beyond alone', async () => {
  const to = fresh('+33622');
  const { body } = await batch(Array.from({ length: 7 }, () => code(to))).expect(207);
  const results = (body as { results: { status: number; retry_after_seconds?: number }[] }).results;
  expect(results.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429, 429]);
  expect(results[5]?.retry_after_seconds).toBeGreaterThan(500);
});

it('neither counts nor refuses what comes again under its key', async () => {
  const to = fresh('+33633');
  const again = { 'Idempotency-Key': 'one code' };
  const { body: first } = await post(code(to), key, again).expect(201);
  for (let n = 0; n < 8; n += 1) {
    const { body, headers } = await post(code(to), key, again).expect(201);
    expect(body.id).toBe(first.id);
    expect(headers['idempotent-replayed']).toBe('true');
  }
  for (let n = 0; n < 4; n += 1) await post(code(to)).expect(201);
  await post(code(to)).expect(429);
  await post(code(to), key, again).expect(201);
  const batchKey = { 'Idempotency-Key': 'a batch' };
  const other = fresh('+33633');
  const messages = Array.from({ length: 6 }, () => code(other));
  const { body: answered } = await batch(messages, batchKey).expect(207);
  const { body: repeated } = await batch(messages, batchKey).expect(207);
  const plain = (answer: { results: { status: number; message?: { id: string } }[] }) =>
    answer.results.map(({ status, message }) => [status, message?.id]);
  expect(plain(repeated)).toEqual(plain(answered));
});

it('counts a large batch whole, whatever runs of the script it takes', async () => {
  const to = fresh('+33688');
  const others = Array.from({ length: 600 }, () => ({ ...SMS, to: fresh('+33699') }));
  const { body } = await batch([
    code(to),
    ...others,
    code(to),
    code(to),
    code(to),
    code(to),
    code(to),
  ]).expect(207);
  const results = (body as { results: { status: number }[] }).results.map(({ status }) => status);
  expect(results.filter((status) => status === 429)).toEqual([429]);
  expect(results.at(-1)).toBe(429);
});

it('keeps the caps of prefixes, and of a key in a day', async () => {
  await post({ ...SMS, to: fresh('+1555700') }).expect(201);
  await post({ ...SMS, to: fresh('+1555700') }).expect(201);
  const { body } = await post({ ...SMS, to: fresh('+1555700') }).expect(429);
  expect(body.rule).toBe('prefix_cap');
  const few = await newKey(system, ['send']);
  await as('put', `/api/v1/api-keys/${few.id}/guard`, { per_day: 2 }).expect(200);
  await eventually(async () =>
    expect((await as('get', `/api/v1/api-keys/${few.id}/guard`)).body.per_day).toBe(2),
  );
  await post(EMAIL, few).expect(201);
  await post(EMAIL, few).expect(201);
  const { body: refused } = await post(EMAIL, few).expect(429);
  expect(refused).toMatchObject({ rule: 'key_daily_cap', errors: [{ field: 'api_key' }] });
});

describe('a burst to one prefix', () => {
  const burst = (size: number, prefix: string) =>
    batch(Array.from({ length: size }, () => ({ ...SMS, to: fresh(prefix), priority: 'normal' }))).expect(
      207,
    );
  const statuses = ({ body }: { body: { results: { status: number }[] } }) =>
    body.results.map(({ status }) => status);

  it('is no burst on the first day, unless it is ten times as large', async () => {
    expect(new Set(statuses(await burst(40, '+15556')))).toEqual(new Set([201]));
  });

  it('stops the prefix, tells of it, and is lifted by an operator, on the record', async () => {
    await system.redis.redis.set('guard:since', Date.now() - 25 * HOUR_MS);
    expect(statuses(await burst(6, PREFIX))).toEqual([201, 201, 201, 201, 429, 429]);
    const { body } = await post({ ...SMS, to: fresh(PREFIX) }).expect(429);
    expect(body.rule).toBe('stopped_prefix');
    await post({ ...SMS, to: fresh('+15559') }).expect(201);
    const { stopped_prefixes: stopped, refused } = await guard();
    const why = { prefix: PREFIX, country: 'US', burst: 5, usual: 0, refused: 3 };
    expect(stopped).toEqual([{ ...why, since: expect.any(String), until: expect.any(String) }]);
    const [{ since, until } = { since: '', until: '' }] = stopped;
    expect(Date.parse(until) - Date.parse(since)).toBe(HOUR_MS);
    expect(refused.find(({ rule }) => rule === 'stopped_prefix')?.today).toBe(3);
    expect(await metric('sendstream_guard_prefixes_stopped_total')).toEqual([
      'sendstream_guard_prefixes_stopped_total{country="US"} 1',
    ]);

    const path = `/api/v1/admin/guard/stopped-prefixes/${encodeURIComponent(PREFIX)}`;
    await as('delete', path).expect(204);
    await as('delete', path).expect(404);
    expect((await guard()).stopped_prefixes).toEqual([]);
    expect(new Set(statuses(await burst(10, PREFIX)))).toEqual(new Set([201]));
    const { body: audit } = await as('get', '/api/v1/audit-events?action=guard.lift').expect(200);
    expect(audit.audit_events).toMatchObject([{ object: { kind: 'guard', id: PREFIX } }]);
  });

  it('is none of bulk', async () => {
    const { body } = await batch(Array.from({ length: 60 }, () => ({ ...SMS, to: fresh('+15552') }))).expect(
      207,
    );
    expect(new Set(statuses({ body }))).toEqual(new Set([201]));
  });

  it('is what is many times more than usual: what a prefix always gets goes on', async () => {
    const yesterday = Math.floor(Date.now() / (24 * HOUR_MS)) - 1;
    await system.redis.redis.hset('guard:prefix:+15558', { day: yesterday, best: 20 });
    expect(new Set(statuses(await burst(50, '+15558')))).toEqual(new Set([201]));
    expect(statuses(await burst(12, '+15558')).filter((status) => status === 429)).not.toEqual([]);
  });
});

it('takes the rules of a key before those of the settings, on the record', async () => {
  const own = await newKey(system, ['send']);
  const path = `/api/v1/api-keys/${own.id}/guard`;
  const { body: fault } = await as('put', path, { code_caps: '5 a day', countries: ['XX'] }).expect(422);
  expect(fault.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
    'code_caps',
    'countries',
  ]);
  await as('put', path, { budget_amount: 5 }).expect(422);
  await as('put', path, { code_caps: '1/h', countries: ['*'] }).expect(200);
  await post({ ...SMS, to: fresh('+33644'), priority: 'code' }, own).expect(201);
  await post({ ...SMS, to: '+447700900124' }, own).expect(201);
  const to = fresh('+33644');
  await post(code(to), own).expect(201);
  await post(code(to), own).expect(429);
  await as('delete', path).expect(204);
  await eventually(async () => void (await post({ ...SMS, to: '+447700900124' }, own).expect(422)));
  const { body } = await as('get', '/api/v1/audit-events?action=api_key.guard').expect(200);
  expect(body.audit_events.length).toBeGreaterThanOrEqual(2);
});

it('has a budget of segments that is used up at once, and says for how long', async () => {
  const poor = await newKey(system, ['send']);
  const budget = { budget_segments: 4, budget_period: 'day' };
  await as('put', `/api/v1/api-keys/${poor.id}/guard`, budget).expect(200);
  const long = 'x'.repeat(161);
  await post({ ...SMS, to: fresh('+33655'), body: long }, poor).expect(201);
  await post({ ...SMS, to: fresh('+33655') }, poor).expect(201);
  const { body, headers } = await post({ ...SMS, to: fresh('+33655'), body: long }, poor).expect(429);
  expect(body).toMatchObject({ rule: 'budget', errors: [{ field: 'api_key' }] });
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(86_400);
  await post({ ...SMS, to: fresh('+33655') }, poor).expect(201);
  await post(EMAIL, poor).expect(201);
});

it('shows the rules in force, and counts what it refuses', async () => {
  const { enabled, rules, refused } = await guard();
  expect(enabled).toBe(true);
  expect(rules).toEqual({
    countries: ['FR'],
    code_caps: ['5/10m', '10/d'],
    normal_caps: [],
    bulk_caps: [],
    prefix_caps: ['+1555700=2/d'],
    key_per_day: null,
    burst_messages: 4,
    burst_factor: 3,
  });
  expect(refused.find(({ rule }) => rule === 'allowed_countries')?.today).toBeGreaterThanOrEqual(2);
  const lines = await metric('sendstream_guard_refused_total');
  expect(lines.some((line) => /rule="recipient_cap"} [1-9]/.test(line))).toBe(true);
});

it('refuses by countries alone while Redis is away, and never fails', async () => {
  await system.redis.down();
  const to = fresh('+33666');
  for (let n = 0; n < 7; n += 1) await post(code(to)).expect(201);
  await post({ ...SMS, to: '+447700900123' }).expect(422);
  const many = Array.from({ length: 600 }, () => code(fresh('+33677')));
  const { body } = await batch(many).expect(207);
  expect(new Set((body.results as { status: number }[]).map(({ status }) => status))).toEqual(new Set([201]));
  await system.redis.up();
});
