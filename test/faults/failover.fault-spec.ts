import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SANDBOX_CREDENTIALS } from '#config';
import { selfSigned } from '../../libs/http/src/testing/self-signed.js';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { eventually } from '../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { AppProcess } from './harness/app-process.js';
import { batchOf } from './harness/batch-of.js';
import { LedgerProvider } from './harness/ledger-provider.js';
import { ANSWER, type ProviderBehaviour } from './harness/provider-behaviour.js';
import { FAULT_SEED, LONG, SeededChoices } from './harness/seeded-choices.js';

const MESSAGES = LONG ? 5_000 : 600;
const BATCH = 50;
const START_WITHIN_MS = 120_000;
const SETTLED_WITHIN_MS = LONG ? 1_200_000 : 240_000;
/** PROVIDER_TIMEOUT_MS is 500. */
const AFTER_TIMEOUT_MS = 700;
const FAULTY_SHARE = 0.4;

let directory: string;
let database: TestDatabase;
let redis: RedisForTest;
let accounts: LedgerProvider[];
let api: AppProcess;
let processors: AppProcess[];

beforeAll(async () => {
  process.stderr.write(`FAULT_SEED=${FAULT_SEED}\n`);
  directory = await mkdtemp(join(tmpdir(), 'failover-'));
  const identity = selfSigned(1);
  [database, redis] = await Promise.all([createTestDatabase(), RedisForTest.start()]);
  accounts = await Promise.all([LedgerProvider.start(identity), LedgerProvider.start(identity)]);
  const [first, second] = accounts as [LedgerProvider, LedgerProvider];
  await writeFile(join(directory, 'provider.pem'), identity.cert);
  await writeFile(
    join(directory, 'routes.yaml'),
    `
accounts:
  twilio.second:
    account_sid: ${SANDBOX_CREDENTIALS.twilioAccountSid}
    auth_token: ${SANDBOX_CREDENTIALS.twilioAuthToken}
    base_url: ${second.url}
routes:
  - match: { channel: sms }
    accounts: { twilio: 2, twilio.second: 1 }
`,
  );
  const variables = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    TWILIO_BASE_URL: first.url,
    ROUTES_FILE: join(directory, 'routes.yaml'),
    NODE_EXTRA_CA_CERTS: join(directory, 'provider.pem'),
    RATE_LIMIT_REQUESTS: '0',
    PROVIDER_TIMEOUT_MS: '500',
    CLAIM_LEASE_SECONDS: '2',
    SETTLE_SECONDS: '1',
    RETRY_DELAY_SECONDS: '0',
    MAX_RETRIES: '50',
    QUEUE_VISIBILITY_SECONDS: '2',
    SMS_CONCURRENCY: '10',
  };
  const start = async (app: 'api' | 'processor') => (await AppProcess.spawn(app, variables)).up();
  [api, ...processors] = await Promise.all([start('api'), start('processor'), start('processor')]);
}, START_WITHIN_MS);
afterAll(async () => {
  await Promise.all([api, ...(processors ?? [])].map((process) => process?.kill()));
  await Promise.all((accounts ?? []).map((account) => account.down()));
  await redis?.stop();
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

/** Sends them in batches, and answers their ids. */
async function send(): Promise<string[]> {
  const ids: string[] = [];
  for (let begin = 0; begin < MESSAGES; begin += BATCH) {
    const messages = Array.from({ length: BATCH }, (_, index) => ({ body: `message ${begin + index}` }));
    ids.push(...(await batchOf(api.url, messages)));
  }
  return ids;
}

it(
  'no message is lost or doubled while both accounts of a route fail in every way, and each is down for a while',
  async () => {
    const choices = new SeededChoices('two accounts');
    const faults: (() => ProviderBehaviour)[] = [
      () => ({ kind: 'refuse', status: choices.pick([500, 502, 503]) }),
      () => ({ kind: 'refuse', status: 429, retryAfterSeconds: 1 }),
      () => ({ kind: 'answer', afterMs: AFTER_TIMEOUT_MS }),
      () => ({ kind: 'take late', afterMs: AFTER_TIMEOUT_MS }),
      () => ({ kind: 'cut' }),
      () => ({ kind: 'garbage', taken: choices.of(0.5) }),
    ];
    for (const account of accounts)
      account.behaviour = (request) => (choices.of(FAULTY_SHARE) ? choices.pick(faults)() : ANSWER(request));
    const ids = await send();
    for (const account of accounts) {
      const seen = account.requests;
      await eventually(() => expect(account.requests).toBeGreaterThan(seen + 20), SETTLED_WITHIN_MS);
      await account.down();
      const [other] = accounts.filter((each) => each !== account) as [LedgerProvider];
      const before = other.requests;
      await eventually(() => expect(other.requests).toBeGreaterThan(before + 20), SETTLED_WITHIN_MS);
      await account.up();
    }
    for (const account of accounts) account.behaviour = ANSWER;

    await eventually(async () => {
      const { rows } = await database.pool.query<{ status: string }>(
        'SELECT status, count(*)::int AS n FROM messages WHERE id = ANY ($1) GROUP BY 1',
        [ids],
      );
      expect(rows).toEqual([{ status: 'sent', n: MESSAGES }]);
    }, SETTLED_WITHIN_MS);
    const taken = ids.map((id) => accounts.flatMap((account) => [...account.ledger.of(id)]).length);
    expect({ lost: taken.filter((n) => n === 0).length, doubled: taken.filter((n) => n > 1).length }).toEqual(
      {
        lost: 0,
        doubled: 0,
      },
    );
    const { rows } = await database.pool.query<{ provider: string; id: string; sid: string }>(
      'SELECT id, provider, provider_message_id AS sid FROM messages WHERE id = ANY ($1)',
      [ids],
    );
    // What is recorded is who really has it.
    for (const { provider, id, sid } of rows)
      expect(
        accounts[provider === 'twilio' ? 0 : 1]?.ledger.of(id).map((entry) => entry.providerMessageId),
      ).toEqual([sid]);
    const rerouted = await database.pool.query(`SELECT 1 FROM message_events WHERE type = 'rerouted'`);
    expect(rerouted.rowCount).toBeGreaterThan(0);
  },
  2 * SETTLED_WITHIN_MS,
);
