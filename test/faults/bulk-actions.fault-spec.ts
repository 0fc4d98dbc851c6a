import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { SandboxSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { type RunningSandbox, startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { loadSettings } from '#config';
import { failAll, sendMany, timesOf } from '../bulk-actions/many-messages.js';
import { eventually } from '../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { AppProcess } from './harness/app-process.js';

const MANY = 1_600;
const KILLS = 4;
const RETRIED = 'to be sent again, by a bulk action';
const WITHIN_MS = 300_000;
const STEP_MS = 90_000;

let database: TestDatabase;
let redis: RedisForTest;
let sandbox: RunningSandbox;
let api: AppProcess;
let processors: AppProcess[];
let variables: Record<string, string>;

beforeAll(async () => {
  const settings = loadSettings(SandboxSettings, { SANDBOX_PORT: '0', SANDBOX_CALLBACK_DELAY_MS: '5' });
  [database, redis, sandbox] = await Promise.all([
    createTestDatabase(),
    RedisForTest.start(),
    startSandbox(settings, false),
  ]);
  variables = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    TWILIO_BASE_URL: sandbox.url,
    SENDGRID_BASE_URL: sandbox.url,
    RATE_LIMIT_REQUESTS: '0',
    QUEUE_VISIBILITY_SECONDS: '2',
    CLAIM_LEASE_SECONDS: '2',
    SETTLE_SECONDS: '1',
  };
  api = await (await AppProcess.spawn('api', variables)).up();
  processors = await Promise.all([0, 1].map(() => AppProcess.spawn('processor', variables)));
}, WITHIN_MS);
afterAll(async () => {
  await Promise.all([api, ...(processors ?? [])].map((process) => process?.kill()));
  await sandbox?.close();
  await redis?.stop();
  await database?.drop();
});

interface Job {
  id: string;
  status: string;
  done: number;
  failed: number;
}

describe('a bulk action whose processors are killed again and again', () => {
  it(
    'goes on where it was, and sends each message once more',
    async () => {
      await sendMany(api.url, MANY, 'killed');
      await failAll(database.pool, 'killed');
      const asked = await fetch(`${api.url}/api/v1/bulk-actions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ action: 'retry', filter: { tag: 'killed' } }),
      });
      expect(asked.status).toBe(201);
      const { id } = (await asked.json()) as Job;
      const job = async () => (await (await fetch(`${api.url}/api/v1/bulk-actions/${id}`)).json()) as Job;
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await eventually(
          async () => expect((await job()).done).toBeGreaterThanOrEqual((kill * MANY) / (KILLS + 1)),
          STEP_MS,
        );
        const victim = processors.shift() as AppProcess;
        await victim.kill();
        processors.push(await victim.successor());
      }
      await eventually(
        async () => expect(await job()).toMatchObject({ status: 'done', done: MANY, failed: 0 }),
        STEP_MS,
      );
      await eventually(async () => {
        const { rows } = await database.pool.query(
          `SELECT DISTINCT status FROM messages WHERE status IN ('failed', 'pending', 'sending', 'retry')`,
        );
        expect(rows).toEqual([]);
      }, STEP_MS);
      expect(await timesOf(database.pool, 'killed', 'queued', RETRIED)).toEqual({ 1: MANY });
      expect(await timesOf(database.pool, 'killed', 'sent')).toEqual({ 1: MANY });
    },
    WITHIN_MS,
  );
});
