import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../../libs/http/src/testing/self-signed.js';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { AppProcess } from './harness/app-process.js';
import { batchOf } from './harness/batch-of.js';
import { LedgerProvider } from './harness/ledger-provider.js';
import { LONG } from './harness/seeded-choices.js';

/** The long form: twenty senders at 1 a second and one at 100, for ten minutes, a processor killed each minute. */
const SLOW_SENDERS = LONG ? 20 : 5;
const FAST_RATE = LONG ? 100 : 20;
const SECONDS = LONG ? 600 : 30;
const KILL_EVERY_SECONDS = LONG ? 60 : 10;
const BATCH = 500;
const START_WITHIN_MS = 120_000;
/** What nobody may exceed, however slow the machine is. */
const FASTER_BY = 0.02;
/** The short form shares its processor time with other suites: who lags there for seconds proves nothing. */
const SLOWER_BY = LONG ? 0.02 : 0.3;

const SENDERS = [
  ...Array.from({ length: SLOW_SENDERS }, (_, n) => ({
    from: `+155500001${String(n).padStart(2, '0')}`,
    rate: 1,
  })),
  { from: '+15550000200', rate: FAST_RATE },
];

/** The first text of each goes at once, the second nearly 3 s later; by a provider that cannot be asked what it was called for. */
const WAITING_RATE = 0.35;
const WAITING_SENDERS = Array.from({ length: 8 }, (_, n) => `+1555000030${n}`);
const WAITING_WITHIN_MS = 60_000;

let directory: string;
let database: TestDatabase;
let redis: RedisForTest;
let provider: LedgerProvider;
let api: AppProcess;
let processors: AppProcess[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pace-'));
  const identity = selfSigned(1);
  [database, redis, provider] = await Promise.all([
    createTestDatabase(),
    RedisForTest.start(),
    LedgerProvider.start(identity),
  ]);
  // At once: what was called is recorded when the wait of others is seen.
  provider.behaviour = () => ({ kind: 'answer' });
  await writeFile(join(directory, 'provider.pem'), identity.cert);
  const waiting = WAITING_SENDERS.map((from) => ({ from, rate: WAITING_RATE }));
  const paces = [...SENDERS, ...waiting].map(({ from, rate }) => `    "${from}": { per_second: ${rate} }`);
  const route = `  - match: { from: ${JSON.stringify(WAITING_SENDERS)}, channel: sms }\n    accounts: vonage`;
  await writeFile(
    join(directory, 'routes.yaml'),
    `routes:\n${route}\npaces:\n  senders:\n${paces.join('\n')}\n`,
  );
  const variables = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    TWILIO_BASE_URL: provider.url,
    VONAGE_BASE_URL: provider.url,
    ROUTES_FILE: join(directory, 'routes.yaml'),
    NODE_EXTRA_CA_CERTS: join(directory, 'provider.pem'),
    RATE_LIMIT_REQUESTS: '0',
    PROVIDER_TIMEOUT_MS: '500',
    CLAIM_LEASE_SECONDS: '2',
    SETTLE_SECONDS: '1',
    QUEUE_VISIBILITY_SECONDS: '2',
  };
  const start = async (app: 'api' | 'processor') => (await AppProcess.spawn(app, variables)).up();
  [api, ...processors] = await Promise.all([start('api'), start('processor'), start('processor')]);
}, START_WITHIN_MS);
afterAll(async () => {
  await Promise.all([api, ...(processors ?? [])].map((process) => process?.kill()));
  await Promise.all([provider?.down(), redis?.stop()]);
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

async function send(from: string, count: number): Promise<void> {
  for (let begin = 0; begin < count; begin += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, count - begin) }, (_, n) => ({
      from,
      body: `number ${begin + n}`,
    }));
    await batchOf(api.url, messages);
  }
}

const arrivals = (from: string) =>
  provider.ledger.between(from, SMS.to).map(({ takenAt }) => takenAt.getTime());

async function waitingCounts(): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ status: string; n: number }>(
    'SELECT status, count(*)::int AS n FROM messages WHERE from_address = ANY ($1) GROUP BY 1',
    [WAITING_SENDERS],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

it(
  'texts that wait in a processor that dies are sent once, by a provider that cannot be asked too: nobody called it',
  async () => {
    const texts = WAITING_SENDERS.flatMap((from) => ['first', 'second'].map((body) => ({ from, body })));
    const ids = await batchOf(api.url, texts);
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `SELECT 1 FROM send_attempts WHERE provider_code = 'paced' AND outcome IS NULL`,
      );
      expect({ ...(await waitingCounts()), kept: rows.length }).toEqual({ sent: 8, sending: 8, kept: 8 });
    }, WAITING_WITHIN_MS);
    await Promise.all(processors.map((processor) => processor.kill()));
    processors = await Promise.all(processors.map(async (processor) => (await processor.successor()).up()));
    await eventually(async () => {
      const { sent = 0, failed = 0 } = await waitingCounts();
      expect(sent + failed).toBe(ids.length);
    }, WAITING_WITHIN_MS);
    expect(await waitingCounts()).toEqual({ sent: ids.length });
    expect(ids.map((id) => provider.ledger.of(id).length)).toEqual(ids.map(() => 1));
    const { rows } = await database.pool.query<{ reason: string }>(
      `SELECT DISTINCT reason FROM message_events WHERE reason LIKE 'its processor ended%'`,
    );
    expect(rows).toEqual([{ reason: 'its processor ended while it waited for its pace; not called' }]);
  },
  3 * WAITING_WITHIN_MS,
);

it(
  'every sender keeps its pace, at the provider, while processors are killed',
  async () => {
    await Promise.all(SENDERS.map(({ from, rate }) => send(from, rate * (SECONDS + 20))));
    await eventually(() => {
      for (const { from } of SENDERS) expect(arrivals(from).length).toBeGreaterThan(0);
    }, 30_000);
    const begin = Date.now();
    const secondsGone = () => (Date.now() - begin) / 1_000;
    for (let kill = 1; kill * KILL_EVERY_SECONDS < SECONDS; kill += 1) {
      await eventually(
        () => expect(secondsGone()).toBeGreaterThan(kill * KILL_EVERY_SECONDS),
        2_000 * KILL_EVERY_SECONDS,
      );
      const [victim] = processors.splice(0, 1) as [AppProcess];
      await victim.kill();
      processors.push(await (await victim.successor()).up());
    }
    await eventually(() => expect(secondsGone()).toBeGreaterThan(SECONDS + 1), 2_000 * SECONDS);
    const kept = SENDERS.map(({ from, rate }) => {
      const count = arrivals(from).filter((at) => at >= begin && at < begin + SECONDS * 1_000).length;
      return { from, rate, expected: rate * SECONDS, count };
    });
    process.stderr.write(`${kept.map(({ expected, count }) => `${count}/${expected}`).join(' ')}\n`);
    const fastest = arrivals(SENDERS.at(-1)?.from as string);
    const bySecond = Array.from(
      { length: SECONDS },
      (_, n) => fastest.filter((at) => Math.floor((at - begin) / 1_000) === n).length,
    );
    process.stderr.write(`${SENDERS.at(-1)?.from} by second: ${bySecond.join(' ')}\n`);
    // A window of a bucket begins and ends anywhere: its burst, and the one that goes at its edge, are in it or not.
    const strayed = kept.filter(({ rate, expected, count }) => {
      const by = count - expected;
      return Math.abs(by) > (by > 0 ? FASTER_BY : SLOWER_BY) * expected + rate + 1;
    });
    expect(strayed).toEqual([]);
  },
  (SECONDS + 120) * 1_000,
);
