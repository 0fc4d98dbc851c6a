import request from 'supertest';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

/** More than are made due in one step. */
const MISSED = 1_100;
const PER_SECOND = 50;
const NONE = '0192d3a4-0000-7000-8000-000000000000';

interface Delivery {
  id: string;
  status: string;
  attempts: number;
}

let system: RunningSystem;
let receiver: WebhookReceiver;
let endpoint: { id: string; secret: string };
beforeAll(async () => {
  [system, receiver] = await Promise.all([RunningSystem.start(), WebhookReceiver.start()]);
  const body = { url: `${receiver.url}/hook`, events: ['message.delivered'] };
  endpoint = (await request(system.url).post('/api/v1/webhook-endpoints').send(body).expect(201))
    .body as typeof endpoint;
  receiver.secrets.push(endpoint.secret);
});
afterAll(async () => {
  await system?.stop();
  await receiver?.stop();
});

const path = (rest: string) => `/api/v1/webhook-endpoints/${endpoint.id}${rest}`;
async function list(query: object = {}) {
  const { body } = await request(system.url).get(path('/deliveries')).query(query).expect(200);
  return body as { deliveries: Delivery[]; next_cursor: string | null };
}
async function recover(since: string): Promise<{ queued: number; more: boolean }> {
  return (await request(system.url).post(path('/recover')).send({ since }).expect(200)).body as {
    queued: number;
    more: boolean;
  };
}

/** Deliveries of suppressions, which are no message's, and so in no order among themselves. */
async function told(status: string, count: number, lastAttempt: string): Promise<string[]> {
  const snapshot = {
    id: NONE,
    channel: 'sms',
    address: '+15551230000',
    reason: 'stop',
    sender: '',
    note: null,
  };
  const { rows } = await system.database.pool.query<{ id: string }>(
    `INSERT INTO callbacks (endpoint_id, type, snapshot, status, attempt_count, due_at, last_attempt_at)
     SELECT $1, 'suppression.created', $2, $3, 9, CASE WHEN $3 = 'pending' THEN now() + interval '1 day' END, $4
       FROM generate_series(1, $5) RETURNING id`,
    [endpoint.id, { ...snapshot, created_at: '2026-01-31T12:00:00Z' }, status, lastAttempt, count],
  );
  return rows.map(({ id }) => id);
}

describe('deliveries of an endpoint', () => {
  it('are listed page by page, and by their status', async () => {
    const dead = await told('dead', 5, '2026-01-01T00:00:00Z');
    const delivered = await told('delivered', 3, '2026-01-01T00:00:00Z');
    const pending = await told('pending', 2, '2026-01-01T00:00:00Z');
    const newestFirst = [...dead, ...delivered, ...pending].reverse();
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: 4, cursor });
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(newestFirst);
    const idsOf = async (query: object) => (await list(query)).deliveries.map(({ id }) => id);
    expect(await idsOf({ status: 'failed' })).toEqual([...dead].reverse());
    expect(await idsOf({ status: ['dead', 'pending'] })).toEqual([...dead, ...pending].reverse());
    expect(await idsOf({ status: 'delivered', limit: 2 })).toEqual(delivered.reverse().slice(0, 2));
    for (const query of [{ status: 'lost' }, { cursor: 'x' }])
      await request(system.url).get(path('/deliveries')).query(query).expect(422);
    await system.database.pool.query('DELETE FROM callbacks');
  });

  it('that failed since are told again: each once, spread over time, and no others', async () => {
    await told('dead', 7, '2026-01-31T11:59:59Z');
    await told('delivered', 2, '2026-01-31T12:30:00Z');
    const missed = await told('dead', MISSED, '2026-01-31T12:00:00Z');
    const [first, second] = await Promise.all([1, 2].map(() => recover('2026-01-31T12:00:00Z')));
    expect((first?.queued ?? 0) + (second?.queued ?? 0)).toBe(MISSED);
    expect(await recover('2026-01-31T12:00:00Z')).toEqual({ queued: 0, more: false });
    const { rows } = await system.database.pool.query<{ seconds: number }>(
      `SELECT extract(epoch FROM max(due_at) - now())::float AS seconds FROM callbacks WHERE status = 'pending'`,
    );
    // Two requests at once share them, and each spreads its own.
    expect(rows[0]?.seconds).toBeGreaterThan(MISSED / PER_SECOND / 4);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(MISSED / PER_SECOND);
    // The test does not wait for all of that.
    const kept = missed.slice(0, 60);
    await system.database.pool.query("DELETE FROM callbacks WHERE status = 'pending' AND id <> ALL ($1)", [
      kept,
    ]);
    await system.database.pool.query("UPDATE callbacks SET due_at = now() WHERE status = 'pending'");
    await system.startProcessor();
    await eventually(async () => {
      expect((await list({ status: 'pending' })).deliveries).toEqual([]);
      expect(receiver.received).toHaveLength(kept.length);
    }, 20_000);
    expect(receiver.received.map(({ id }) => id).sort()).toEqual(kept.sort());
    expect(receiver.forged).toEqual([]);
    const after = (await list({ status: 'delivered', limit: 100 })).deliveries;
    expect(after.filter(({ attempts }) => attempts === 1)).toHaveLength(kept.length);
  });

  it('are not told again for a request that is wrong', async () => {
    for (const body of [{}, { since: 'yesterday' }, { since: '2026-01-31T12:00:00Z', all: true }])
      await request(system.url).post(path('/recover')).send(body).expect(422);
    const since = '2026-01-31T12:00:00Z';
    await request(system.url).post(`/api/v1/webhook-endpoints/${NONE}/recover`).send({ since }).expect(404);
  });
});
