import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '#entities';
import { Client } from 'pg';
import { schemaFile, schemaText } from '../../tools/src/documents/schema-file.js';
import { eventually } from '../support/eventually.js';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.js';

/** Dumps of databases that other versions made, with some rows in each table. */
const DATABASES = 'test/operation/databases';
const MIGRATIONS = 'libs/entities/src/migrations';
const FORMER = 'before-renumbering.sql';

type Rows = Record<string, unknown>[];

describe('sendstream migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database?.drop());

  const query = async <Row extends object>(sql: string) => (await database.pool.query<Row>(sql)).rows;
  const schema = () => schemaText(query as <Row>(sql: string) => Promise<Row[]>);

  /** A dump empties the search path of its connection, and so has one of its own. */
  async function restore(file: string): Promise<void> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query(readFileSync(join(DATABASES, file), 'utf8'));
    } finally {
      await client.end();
    }
  }

  /** All rows of all tables as text, without the list of the migrations that ran. */
  async function allRows(): Promise<Record<string, Rows>> {
    const tables = await query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migrations' ORDER BY 1`,
    );
    const rows: Record<string, Rows> = {};
    for (const { name } of tables)
      rows[name] = await query(`SELECT to_jsonb(t) AS row FROM ${name} AS t ORDER BY t::text`);
    return rows;
  }

  const recorded = async () =>
    (await query<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

  it('makes the whole schema, without a gap in the numbers of the migrations', async () => {
    const applied = await migrate(database.url);
    expect(applied).toEqual(await recorded());
    expect(applied.map((name) => Number(name.slice(-6)))).toEqual(applied.map((_, index) => index + 1));
    const files = readdirSync(MIGRATIONS).flatMap((file) => /^(\d+)-/.exec(file)?.[1] ?? []);
    expect(files.map(Number).sort((a, b) => a - b)).toEqual(applied.map((_, index) => index + 1));
    expect(await schema()).toBe(readFileSync(schemaFile, 'utf8'));
    expect(await migrate(database.url)).toEqual([]);
  });

  it('takes a database that has the former migrations as it is', async () => {
    await restore(FORMER);
    const [before, former] = [await allRows(), await recorded()];
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);

    const applied = await migrate(database.url);
    // What came after the renumbering is applied; nothing before it is.
    expect(applied.filter((name) => Number(name.slice(-6)) < 10)).toEqual([]);
    expect(await schema()).toBe(readFileSync(schemaFile, 'utf8'));
    expect(await allRows()).toMatchObject(before);
    // A process of the version before finds all of its own.
    expect(await recorded()).toEqual(expect.arrayContaining(former));
    expect(await migrate(database.url)).toEqual([]);
  });

  it('brings a database of 0.1.0 to this version', async () => {
    await restore('0.1.0.sql');
    const before = await allRows();
    expect((await migrate(database.url))[0]).toBe('Messages1700000000002');
    expect(await schema()).toBe(readFileSync(schemaFile, 'utf8'));

    const after = await allRows();
    expect(after).toMatchObject(before);
    expect(after.message_index_tail).toHaveLength(before.messages?.length ?? NaN);
    expect(after.conversation_search).toHaveLength(before.conversations?.length ?? NaN);
    const due = 'SELECT 1 FROM webhook_events WHERE applied_at IS NULL AND due_at = received_at';
    expect(await query(due)).toHaveLength(1);
  });

  it('goes on where it was cut short', async () => {
    await restore('0.1.0.sql');
    // One more with that id: the unique index cannot be built.
    const inbound = `
      INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider,
                            provider_message_id)
      SELECT gen_random_uuid(), id, 'inbound', 'sms', 'received', '', '', '', 'twilio', 'twice' FROM conversations`;
    await query(inbound);
    await expect(migrate(database.url)).rejects.toThrow('messages_inbound');
    await query(`DELETE FROM messages WHERE direction = 'inbound'`);
    await migrate(database.url);
    expect(await schema()).toBe(readFileSync(schemaFile, 'utf8'));
  });

  it('lets others pass while a table that it must change is in use', async () => {
    await restore('0.1.0.sql');
    const reader = await database.pool.connect();
    let migrating: Promise<string[]>;
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT 1 FROM messages');
      migrating = migrate(database.url);
      const waiting =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      await eventually(async () => expect(await query(waiting)).toHaveLength(1), 15_000);
      // It waits behind the migration, and the migration gives up first.
      await query('UPDATE messages SET updated_at = now()');
      expect((await recorded()).length).toBeLessThan(5);
    } finally {
      await reader.query('ROLLBACK');
      reader.release();
    }
    expect(await migrating).toContain('Messages1700000000002');
    expect(await schema()).toBe(readFileSync(schemaFile, 'utf8'));
  });

  it('leaves a database alone that stopped half way through the former migrations, and says what to do', async () => {
    await restore(FORMER);
    await query("DELETE FROM migrations WHERE name = 'ExpiryOfWhatWaits1700000000037'");
    await query('DROP INDEX messages_expiry');
    const [before, former] = [await schema(), await recorded()];
    await expect(migrate(database.url)).rejects.toThrow(
      /half way .*: ExpiryOfWhatWaits1700000000037 was not run.*`sendstream migrate` of that version/,
    );
    expect([await schema(), await recorded()]).toEqual([before, former]);
  });
});
