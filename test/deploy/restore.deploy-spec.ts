import { join } from 'node:path';
import { QueueAdmin } from '#queue';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { AppProcess } from '../faults/harness/app-process.js';
import { type FinalRow, finalRows, settled } from '../faults/harness/final-state.js';
import { aText, Load } from '../faults/harness/load.js';
import { SeededChoices } from '../faults/harness/seeded-choices.js';
import { sendstream } from '../support/sendstream-command.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { PostgresWithTools } from './harness/postgres-with-tools.js';

/** Few slots, so that there is something of each kind when it is dumped: sent, in hand, waiting. */
const SETTINGS = {
  SMS_CONCURRENCY: '3',
  EMAIL_CONCURRENCY: '2',
  PROVIDER_TIMEOUT_MS: '2000',
  SETTLE_SECONDS: '1',
  CLAIM_LEASE_SECONDS: '2',
};
/** As docs/operations/backups.md has it for the first processors after a restore. */
const AFTER_RESTORE = { ...SETTINGS, ON_UNKNOWN_OUTCOME: 'hold' };
const STOPPED_BY = '+15559990001';
const KEYED = aText(900_001);
const LATE = aText(900_002);
const SETTLED_WITHIN_MS = 120_000;
const AFTER_DUMP = 40;
/** So many at a time are waited for: a slow machine takes its time for each. */
const AT_ONCE = 20;

let postgres: PostgresWithTools;
let system: DeployedSystem;
let restored: TestDatabase;
let redis: RedisForTest;
let admin: QueueAdmin;
beforeAll(async () => {
  postgres = await PostgresWithTools.start();
  [system, restored, redis] = await Promise.all([
    createTestDatabase(postgres.url).then((database) => DeployedSystem.start(database)),
    createEmptyDatabase(postgres.url),
    RedisForTest.start(),
  ]);
  admin = new QueueAdmin(redis.url);
}, 180_000);
afterAll(async () => {
  await system?.stop();
  await admin?.close();
  await Promise.all([restored?.drop(), redis?.stop()]);
  await postgres?.stop();
});

async function post(api: AppProcess, path: string, body: object, key?: string): Promise<{ id: string }> {
  const headers = { 'Content-Type': 'application/json', ...(key && { 'Idempotency-Key': key }) };
  const options = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${api.url}/api/v1/${path}`, options);
  expect(response.status).toBe(201);
  return response.json() as Promise<{ id: string }>;
}

async function accepted(load: Load, count: number): Promise<void> {
  for (let some = 0; some < count; some += AT_ONCE) await load.accepts(AT_ONCE);
}

const timesTaken = ({ id }: { id: string }) => system.provider.ledger.of(id).length;

/** Of a restored message: what the ledger has of it fits to what the database says. */
function judged(row: FinalRow): string | null {
  const times = timesTaken(row);
  if (times > 1) return `${row.id} was sent ${times} times`;
  if (row.status === 'sent') return times === 1 ? null : `${row.id} is sent, and was not`;
  // Nobody can be asked about a mail: it is held, and somebody decides.
  const isHeld = row.type === 'email' && row.status === 'failed' && row.errorCode === 'outcome_unknown';
  return isHeld ? null : `${row.id} (${row.type}) is ${row.status}`;
}

it('a dump is restored that was made under load, and Redis is lost: nothing of it is sent twice, and texts all are', async () => {
  const since = new Date(Date.now() - 60_000);
  const api = await (await system.spawn('api', SETTINGS)).up();
  await (await system.spawn('processor', SETTINGS)).up();
  const keyed = await post(api, 'messages/send', KEYED, 'before the dump');
  const load = new Load(system, new SeededChoices('restore'), { apis: () => [api], pauseMs: 10 });
  await accepted(load, 60);

  const dump = join(system.directory, 'sendstream.dump');
  await postgres.dump(system.database.url, dump);
  // It goes on: what waited in the dump is sent, more is accepted and sent, and somebody wants no more.
  await accepted(load, AFTER_DUMP);
  await post(api, 'suppressions', { channel: 'sms', address: STOPPED_BY, reason: 'manual' });
  await load.stop();
  const late = await post(api, 'messages/send', LATE, 'after the dump');
  await settled(system, SETTLED_WITHIN_MS);
  expect(timesTaken(late)).toBe(1);
  await Promise.all(system.processes.map((process) => process.kill()));

  await postgres.restore(dump, restored.url);
  const stores = { DATABASE_URL: restored.url, REDIS_URL: redis.url };
  const { status, stdout } = await sendstream(['after-restore'], stores);
  expect(status).toBe(0);
  expect(Number(/^(\d+) messages will be looked up/.exec(stdout)?.[1])).toBeGreaterThan(0);
  const processors = [
    await system.spawn('processor', { ...AFTER_RESTORE, ...stores }),
    await system.spawn('processor', { ...AFTER_RESTORE, ...stores }),
  ];
  const again = await (await system.spawn('api', { ...AFTER_RESTORE, ...stores })).up();
  await Promise.all(processors.map((process) => process.up()));
  const after = { database: restored, admin, provider: system.provider };
  await settled(after, SETTLED_WITHIN_MS);

  const rows = await finalRows(after, since);
  expect(rows.flatMap((row) => judged(row) ?? [])).toEqual([]);
  expect(rows.filter(({ status: is }) => is === 'sent').length).toBeGreaterThan(20);
  // What was accepted before the dump is there, and known by its key.
  expect(await post(again, 'messages/send', KEYED, 'before the dump')).toMatchObject({ id: keyed.id });
  expect(timesTaken(keyed)).toBe(1);

  // What nobody can promise: whatever came after the dump is not there. It was sent once; a client that repeats it sends it again.
  const known = new Set(rows.map(({ id }) => id));
  const gone = [...load.accepted.keys()].filter((id) => !known.has(id));
  expect(gone.length).toBeGreaterThanOrEqual(AFTER_DUMP);
  expect(gone.filter((id) => timesTaken({ id }) !== 1)).toEqual([]);
  const repeated = await post(again, 'messages/send', LATE, 'after the dump');
  expect(repeated.id).not.toBe(late.id);
  await settled(after, SETTLED_WITHIN_MS);
  expect(system.provider.ledger.between(LATE.from, LATE.to)).toHaveLength(2);
  const { rows: suppressions } = await restored.pool.query('SELECT 1 FROM suppressions');
  expect(suppressions).toEqual([]);
}, 400_000);
