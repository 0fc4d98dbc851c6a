import { DataSource, type DataSourceOptions } from 'typeorm';

/** PostgreSQL: no such database; wrong credentials. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NO_SUCH_DATABASE = '3D000';
const REFUSED = /^28...$/;

/**
 * Connects at once, to a database with the schema of this version. Asks only: nothing is changed.
 * @throws Error in one line that says what to run or to set; the driver's own where PostgreSQL does not answer.
 */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await initialized(options);
  try {
    const fault = await faultOfSchema(dataSource);
    if (fault !== null) throw new Error(`${fault}: run \`sendstream migrate\`.`);
    return dataSource;
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

async function faultOfSchema(dataSource: DataSource): Promise<string | null> {
  // Not TypeORM's own question, which creates the table it asks.
  const [table] = await dataSource.query<{ found: boolean }[]>(
    "SELECT to_regclass('migrations') IS NOT NULL AS found",
  );
  if (!table?.found) return 'The database is empty';
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
  const applied = new Set(rows.map(({ name }) => name));
  const missing = dataSource.migrations.filter((each) => !applied.has(each.name ?? each.constructor.name));
  if (missing.length === 0) return null;
  if (applied.size === 0) return 'The database is empty';
  return `The database is older than this version of Sendstream (it lacks ${missing.length} of ${dataSource.migrations.length} migrations)`;
}

function inWords(error: unknown): unknown {
  const { code, message } = error as Error & { code?: string };
  if (code === NO_SUCH_DATABASE)
    return new Error(`${message}: create it, then run \`sendstream migrate\`.`, { cause: error });
  if (code !== undefined && REFUSED.test(code))
    return new Error(`PostgreSQL refuses us: ${message}. Check DATABASE_URL.`, { cause: error });
  return error;
}
