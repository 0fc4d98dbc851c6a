import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { AppProcess } from './harness/app-process.js';

const KILLS = 3;
const BATCHES = 2 * KILLS;
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
  let results: Results | undefined;
  await eventually(async () => {
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(`${api.url}/api/v1/messages/batch`, { ...request, signal });
    results = (await response.json()) as Results;
    expect(response.status).toBe(207);
  }, WITHIN_MS);
  return results as Results;
}

/** Does this while PostgreSQL takes no message: what is handed to it meanwhile waits there. */
async function whileNothingIsTaken(work: () => Promise<void>): Promise<void> {
  const holder = await database.pool.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE messages IN SHARE MODE');
    await work();
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

const somethingWaits = () =>
  eventually(async () => {
    const { rows } = await database.pool.query(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'messages'::regclass`,
    );
    expect(rows).not.toEqual([]);
  });

it(
  'makes one message of every item, however often the api is killed under a batch',
  async () => {
    const answers: Results[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      let answered: Promise<Results[]> | undefined;
      await whileNothingIsTaken(async () => {
        answered = Promise.all([insist(2 * kill), insist(2 * kill + 1)]);
        await somethingWaits();
        // What waits is stored afterwards all the same, and nobody is told.
        await api.kill();
      });
      api = await (await api.successor()).up();
      answers.push(...((await answered) ?? []));
    }
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
