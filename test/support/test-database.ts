import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { migrate } from '#entities';
import { Client, Pool } from 'pg';

const ADMIN_URL = process.env.TEST_DATABASE_URL ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres';
const MIGRATIONS = new URL('../../libs/entities/src/migrations/', import.meta.url);

/** A migrated database of one suite's own, cloned from a template that all suites share. */
export interface TestDatabase {
  url: string;
  pool: Pool;
  drop(): Promise<void>;
}

export function createTestDatabase(server = ADMIN_URL): Promise<TestDatabase> {
  return create(server, migratedTemplate);
}

/** One without any table, for a suite that fills it by itself. */
export function createEmptyDatabase(server = ADMIN_URL): Promise<TestDatabase> {
  return create(server, () => Promise.resolve('template0'));
}

async function create(
  server: string,
  templateFor: (admin: Client, server: string) => Promise<string>,
): Promise<TestDatabase> {
  const name = `sendstream_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await asAdmin(server, async (admin) => {
    const template = await templateFor(admin, server);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const pool = new Pool({ connectionString: urlOf(server, name), max: 4 });
  pool.on('error', () => undefined); // The suite may cut all connections on purpose.
  return {
    url: urlOf(server, name),
    pool,
    drop: async () => {
      await pool.end();
      await asAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Named after its migrations, so that a changed schema never meets an old template. */
async function migratedTemplate(admin: Client, server: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(readFileSync(new URL(file, MIGRATIONS)));
  const name = `sendstream_test_template_${hash.digest('hex').slice(0, 12)}`;
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
    name,
  ]);
  if (rowCount === 0) {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name}`);
    await migrate(urlOf(server, name));
    await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  }
  return name;
}

/** One suite at a time: PostgreSQL clones no template that somebody is connected to. */
async function asAdmin(server: string, work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: server });
  await admin.connect();
  try {
    await admin.query("SELECT pg_advisory_lock(hashtext('sendstream test databases'))");
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
