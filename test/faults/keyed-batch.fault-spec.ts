import { setTimeout as delay } from 'node:timers/promises';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { SMS } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { AppProcess } from './harness/app-process.js';

const BATCHES = 4;
const ITEMS = 200;
const WITHIN_MS = 60_000;

let database: TestDatabase;
let redis: RedisForTest;
let api: AppProcess;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), RedisForTest.start()]);
  const variables = { NODE_ENV: 'test', DATABASE_URL: database.url, REDIS_URL: redis.url };
  api = await (await AppProcess.spawn('api', { ...variables, RATE_LIMIT_REQUESTS: '0' })).up();
}, WITHIN_MS);
afterAll(async () => {
  await api.kill();
  await redis.stop();
  await database.drop();
});

interface Results {
  results: { status: number; message: { id: string; metadata: { item: string } } }[];
}

/** Sends one batch under its key, again and again until it is answered, as a client does that wants it done. */
async function insist(batch: number): Promise<Results> {
  const messages = Array.from({ length: ITEMS }, (_, item) => ({
    ...SMS,
    metadata: { item: `${batch}/${item}` },
  }));
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `batch ${batch}` },
    body: JSON.stringify({ messages }),
  };
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    try {
      const signal = AbortSignal.timeout(20_000);
      const response = await fetch(`${api.url}/api/v1/messages/batch`, { ...request, signal });
      const body = (await response.json()) as Results;
      if (response.status === 207) return body;
    } catch {
      // No answer says nothing of what was done.
    }
    await delay(20);
  }
  throw new Error(`batch ${batch} was never answered:\n${api.log}`);
}

it(
  'makes one message of every item, however often the api is killed under a batch',
  async () => {
    let isDone = false;
    const killing = (async () => {
      for (let kills = 0; kills < 3 && !isDone; kills += 1) {
        await delay(30 + 60 * kills);
        await api.kill();
        api = await api.successor();
        await api.up();
      }
    })();
    const answers = await Promise.all(Array.from({ length: BATCHES }, (_, batch) => insist(batch)));
    isDone = true;
    await killing;
    const answered = answers.flatMap(({ results }) => results.map(({ message }) => message));
    const { rows } = await database.pool.query<{ id: string; item: string }>(
      `SELECT id, metadata->>'item' AS item FROM messages`,
    );
    expect(rows).toHaveLength(BATCHES * ITEMS);
    expect(new Set(rows.map(({ item }) => item)).size).toBe(BATCHES * ITEMS);
    expect(new Set(answered.map(({ id }) => id))).toEqual(new Set(rows.map(({ id }) => id)));
  },
  2 * WITHIN_MS,
);
