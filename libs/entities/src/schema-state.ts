import { DataSource, type DataSourceOptions } from 'typeorm';
import { inWords } from './connection/refusals.js';

/** What whoever migrates holds. */
export const MIGRATION_LOCK = "hashtext('sendstream migrations')";
/** A migration that takes away what older apps need says in its name which ones may stay. Number, then TypeORM's time. */
const TAKES_AWAY = /_AppsFrom(\d+)_\d{13}$/;
const NUMBER_LENGTH = 6;

/** The schema is not the one of this version yet, but somebody is at work on it. */
export class MigrationUnderWay extends Error {}

/**
 * Connects at once, to a database with a schema for this version. Asks only: nothing is changed.
 * @throws MigrationUnderWay; Error in one line that says what to run or to set; the driver's own where PostgreSQL does not answer.
 */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await initialized(options);
  try {
    const fault = await faultOfDatabase(dataSource);
    if (fault === null) return dataSource;
    if (await isBeingMigrated(dataSource)) throw new MigrationUnderWay(fault);
    throw new Error(fault);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Connects, whatever the schema. @throws as `openDatabase`. */
export async function initialized(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw inWords(error);
  }
}

/** The migrations that this version knows, by the names under which they are recorded. */
export function knownMigrations(dataSource: DataSource): string[] {
  return dataSource.migrations.map((each) => each.name ?? each.constructor.name);
}

/**
 * What keeps this version from working on a database with these migrations; null: nothing. Ones that it does not know are no
 * fault, as they only add (docs/decisions/0046-schemas-and-clocks.md), but for those that take away what it needs.
 */
export function faultOfSchema(applied: readonly string[], known: readonly string[]): string | null {
  if (applied.length === 0) return 'The database is empty: run `sendstream migrate`.';
  const missing = known.filter((name) => !applied.includes(name));
  if (missing.length > 0)
    return `The database is older than this version of Sendstream (it lacks ${missing.length} of ${known.length} migrations): run \`sendstream migrate\`.`;
  const needed = Math.max(0, ...applied.map((name) => Number(TAKES_AWAY.exec(name)?.[1] ?? 0)));
  const newest = Math.max(0, ...known.map((name) => Number(name.slice(-NUMBER_LENGTH))));
  if (needed > newest)
    return `The database is too new for this version of Sendstream: it serves those that know migration ${needed}, and this one knows ${newest}. Start a later version.`;
  return null;
}

async function faultOfDatabase(dataSource: DataSource): Promise<string | null> {
  // Not TypeORM's own question, which creates the table it asks.
  const [table] = await dataSource.query<{ found: boolean }[]>(
    "SELECT to_regclass('migrations') IS NOT NULL AS found",
  );
  const rows = table?.found ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations') : [];
  return faultOfSchema(
    rows.map(({ name }) => name),
    knownMigrations(dataSource),
  );
}

/** Whether somebody holds the lock. A lock of one number has its upper half in `classid`, its lower in `objid`. */
async function isBeingMigrated(dataSource: DataSource): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.objid::bigint = ${MIGRATION_LOCK}::bigint & 4294967295`,
  );
  return rows.length > 0;
}
