import pg from 'pg';

const CONNECT_TIMEOUT_MS = 3_000;
const DATABASE_MISSING = '3D000';
const DATABASE_EXISTS = '42P04';

/**
 * Makes the database that the URL names, unless it is there.
 * @throws Error of `pg` when the server cannot be reached, refuses the login, or does not let it make databases.
 */
export async function ensureDatabase(url: string): Promise<void> {
  try {
    return await withClient(url, async () => undefined);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== DATABASE_MISSING) throw error;
  }
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  await withClient(maintenanceUrl(url), async (client) => {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`).catch((error: pg.DatabaseError) => {
      // Another clone was faster.
      if (error.code !== DATABASE_EXISTS) throw error;
    });
  });
}

/** The server's major version. */
export function serverVersion(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    return Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  });
}

/**
 * Drops databases that start with `prefix`, were made more than a day ago, and that nobody uses; answers their names.
 * Does nothing unless the login is a superuser: nobody else may see how old a database is.
 */
export function dropStaleDatabases(url: string, prefix: string): Promise<string[]> {
  return withClient(maintenanceUrl(url), async (client) => {
    const me = await client.query<{ rolsuper: boolean }>(
      'SELECT rolsuper FROM pg_roles WHERE rolname = current_user',
    );
    if (!me.rows[0]?.rolsuper) return [];
    const { rows } = await client.query<{ datname: string }>(
      `SELECT datname FROM pg_database
        WHERE starts_with(datname, $1)
          AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = pg_database.datname)
          AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '1 day'`,
      [prefix],
    );
    for (const { datname } of rows)
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(datname)}`);
    return rows.map(({ datname }) => datname);
  });
}

function maintenanceUrl(url: string): string {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  return maintenance.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // Without a listener, a connection that the server ends would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
