/** Explained in docs/decisions/0045-behind-a-pooler.md. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { SESSION_SETTINGS } from './connection/session-settings.js';
import { dataSourceOptions } from './data-source.js';
import { requireUsableTexts } from './database-texts.js';
import { recordRenumbered } from './migrations/renumbered.js';
import { initialized, MIGRATION_LOCK } from './schema-state.js';

/** For so long a statement of a migration waits for a table: whoever comes after it waits behind it. Milliseconds. */
const LOCK_TIMEOUT = 1_000;
/** Until it is tried again, and how often: for half an hour. */
const LOCK_PAUSE = 1_000;
const LOCK_TRIES = 900;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: lock_not_available */
const LOCK_NOT_AVAILABLE = '55P03';
/** An index of millions of rows takes its time; a lock of a table is there soon, or all others wait behind who waits for it. */
const SETTINGS = { ...SESSION_SETTINGS, statement_timeout: '0', lock_timeout: String(LOCK_TIMEOUT) };
const TRY_AGAIN_MS = 200;

const logger = new Logger('Migrations');

/**
 * Brings the schema of an existing database to this version, under a lock so that several may run at once: the others wait.
 * Answers the names of the migrations that were missing, in order. Needs two connections.
 * @throws Error when an unreleased version left the database half way, and for a new one whose texts are not UTF-8.
 */
export async function migrate(databaseUrl: string, { sessionSettings = true } = {}): Promise<string[]> {
  const options = dataSourceOptions(databaseUrl, 2, { sessionSettings, settings: SETTINGS });
  const extra = { ...(options.extra as object), query_timeout: 0 };
  const dataSource = await initialized({ ...options, extra });
  const lock = dataSource.createQueryRunner();
  try {
    while (!(await takesLock(lock))) await sleep(TRY_AGAIN_MS);
    await recordsOfFormer(dataSource);
    const before = await appliedTo(dataSource);
    if (before.length === 0) await requireUsableTexts(dataSource);
    await runLettingPass(dataSource);
    return (await appliedTo(dataSource)).slice(before.length);
  } finally {
    if (lock.isTransactionActive) await lock.rollbackTransaction();
    await lock.release();
    await dataSource.destroy();
  }
}

/** A migration that finds a table in use gives way, and is tried again. */
async function runLettingPass(dataSource: DataSource): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await dataSource.runMigrations({ transaction: 'each' });
      return;
    } catch (error) {
      if (!isLockTimeout(error) || tries === LOCK_TRIES) throw error;
      logger.log({
        msg: 'a table is in use; the migration lets others pass, and tries again',
        attempts: tries,
      });
      await sleep(LOCK_PAUSE);
    }
  }
}

async function recordsOfFormer(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await recordRenumbered(runner).finally(() => runner.release());
}

/**
 * The lock lives in a transaction: behind a pooler a session is nobody's own, and a lock of it would stay with a connection that
 * goes on to others. In the transaction nothing else is done, and nothing with parameters. Whoever waits asks again and again: a
 * statement that waits has a snapshot, for whose end CREATE INDEX CONCURRENTLY would wait.
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

function isLockTimeout(error: unknown): boolean {
  return (error as { code?: string }).code === LOCK_NOT_AVAILABLE;
}

/** In order. */
async function appliedTo(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ found: boolean }[]>(
    "SELECT to_regclass('migrations') IS NOT NULL AS found",
  );
  if (!table?.found) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}
