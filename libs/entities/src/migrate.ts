/** Explained in docs/decisions/0045-behind-a-pooler.md. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { SESSION_SETTINGS } from './connection/session-settings.js';
import { dataSourceOptions } from './data-source.js';
import { recordRenumbered } from './migrations/renumbered.js';
import { initialized, MIGRATION_LOCK } from './schema-state.js';

/** An index of millions of rows takes its time. */
const SETTINGS = { ...SESSION_SETTINGS, statement_timeout: '0', lock_timeout: '0' };
const TRY_AGAIN_MS = 200;

/**
 * Brings the schema of an existing database to this version, under a lock so that several may run at once: the others wait.
 * Answers the names of the migrations that were missing, in order. Needs two connections.
 * @throws Error when an unreleased version left the database half way.
 */
export async function migrate(databaseUrl: string, { sessionSettings = true } = {}): Promise<string[]> {
  const options = dataSourceOptions(databaseUrl, 2, { sessionSettings, settings: SETTINGS });
  const extra = { ...(options.extra as object), query_timeout: 0 };
  const dataSource = await initialized({ ...options, extra });
  const lock = dataSource.createQueryRunner();
  try {
    while (!(await takesLock(lock))) await sleep(TRY_AGAIN_MS);
    await recordsOfFormer(dataSource);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  } finally {
    if (lock.isTransactionActive) await lock.rollbackTransaction();
    await lock.release();
    await dataSource.destroy();
  }
}

async function recordsOfFormer(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await recordRenumbered(runner).finally(() => runner.release());
}

/**
 * The lock lives in a transaction: behind a pooler a session is nobody's own, and a lock of it would stay with a connection that
 * goes on to others. In the transaction nothing else is done, and nothing with parameters: whoever waits asks again and again: a statement that waits has a snapshot, for whose end CREATE INDEX
 * CONCURRENTLY would wait, as a result that is kept for more of it has one.
 */
async function takesLock(on: QueryRunner): Promise<boolean> {
  await on.startTransaction('READ COMMITTED');
  // What is idle here is waited for.
  await on.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  const [row] = (await on.query(`SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS taken`)) as {
    taken: boolean;
  }[];
  if (row?.taken === true) return true;
  await on.rollbackTransaction();
  return false;
}
