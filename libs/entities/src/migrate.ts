import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { recordRenumbered } from './migrations/renumbered.js';
import { initialized } from './schema-state.js';

/** For so long a statement of a migration waits for a table: whoever comes after it waits behind it. Milliseconds. */
const LOCK_TIMEOUT = 1_000;
/** Until it is tried again, and how often: for half an hour. */
const LOCK_PAUSE = 1_000;
const LOCK_TRIES = 900;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: lock_not_available */
const LOCK_NOT_AVAILABLE = '55P03';

const logger = new Logger('Migrations');

/**
 * Brings the schema of an existing database to this version, under a lock so that two may run at once.
 * Answers the names of the migrations that were missing, in order.
 * @throws Error when an unreleased version left the database half way.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const options = dataSourceOptions(databaseUrl, 2);
  // An index of millions of rows takes its time; a lock of a table is there soon, or all others wait behind who waits for it.
  const extra = {
    ...(options.extra as object),
    statement_timeout: 0,
    query_timeout: 0,
    lock_timeout: LOCK_TIMEOUT,
  };
  const dataSource = await initialized({ ...options, extra });
  const lock = dataSource.createQueryRunner();
  try {
    // Asked again and again: a statement that waits has a snapshot, for whose end CREATE INDEX CONCURRENTLY would wait.
    while (!(await takesLock(lock))) await sleep(200);
    await recordRenumbered(lock);
    const before = await appliedTo(dataSource);
    for (let tries = 1; ; tries += 1) {
      try {
        await dataSource.runMigrations({ transaction: 'each' });
        return (await appliedTo(dataSource)).slice(before.length);
      } catch (error) {
        if (!isLockTimeout(error) || tries === LOCK_TRIES) throw error;
        logger.log({ msg: 'a table is in use; the migration lets others pass, and tries again', tries });
        await sleep(LOCK_PAUSE);
      }
    }
  } finally {
    await lock.query("SELECT pg_advisory_unlock(hashtext('sendstream migrations'))");
    await lock.release();
    await dataSource.destroy();
  }
}

async function takesLock(on: QueryRunner): Promise<boolean> {
  const sql = "SELECT pg_try_advisory_lock(hashtext('sendstream migrations')) AS taken";
  const [row] = (await on.query(sql)) as { taken: boolean }[];
  return row?.taken === true;
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
