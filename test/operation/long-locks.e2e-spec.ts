import { dataSourceOptions } from '#entities';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.js';
import { longLocks } from './long-locks.js';

const TABLES = new Set(['messages', 'other']);

/** Of the first days, when nobody had many rows; docs/operations/upgrades.md names them. */
const OF_YOUNG_TABLES = new Set(['Conversations1700000000003', 'ProviderEvents1700000000004']);
/** What never has many rows. */
const SMALL = new Set([
  'api_keys',
  'webhook_endpoints',
  'sender_pools',
  'sender_pool_numbers',
  'paces',
  'statistics_progress',
]);

describe('what locks a large table for long', () => {
  it.each([
    'CREATE INDEX x ON messages (id)',
    'CREATE UNIQUE INDEX IF NOT EXISTS x ON public.messages USING btree (id)',
    'ALTER TABLE messages ADD COLUMN x uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE messages ADD x text GENERATED ALWAYS AS (lower(y)) STORED',
    'ALTER TABLE messages ADD COLUMN x bigserial',
    'ALTER TABLE messages ALTER COLUMN x TYPE bigint',
    'ALTER TABLE messages ADD COLUMN y int, ALTER x SET NOT NULL',
    "ALTER TABLE messages ADD CONSTRAINT x CHECK (y IN ('a', 'b'))",
    'ALTER TABLE messages ADD COLUMN IF NOT EXISTS x int CHECK (x > 0)',
    'ALTER TABLE messages ADD FOREIGN KEY (x) REFERENCES other (id)',
    'ALTER TABLE messages ADD COLUMN x uuid REFERENCES other',
    'ALTER TABLE messages ADD CONSTRAINT x UNIQUE (y)',
    'ALTER TABLE messages ADD CONSTRAINT x CHECK (y > 0) NOT VALID; ALTER TABLE messages VALIDATE CONSTRAINT x',
    "UPDATE messages SET x = 'a' WHERE x IS NULL",
    'DELETE FROM messages WHERE x IS NULL',
    'LOCK TABLE messages IN SHARE MODE',
    'VACUUM FULL messages',
    'REINDEX TABLE messages',
  ])('is found: %s', (sql) => {
    expect(longLocks(`-- So be it.\n${sql};`, TABLES)).toContainEqual({
      table: 'messages',
      reason: expect.any(String),
    });
  });

  it.each([
    'CREATE INDEX CONCURRENTLY x ON messages (id)',
    'CREATE INDEX x ON new_table (id)',
    "ALTER TABLE messages ADD COLUMN IF NOT EXISTS x text NOT NULL DEFAULT 'a', ADD y timestamptz",
    'ALTER TABLE messages ADD CONSTRAINT x CHECK (y > 0) NOT VALID',
    'ALTER TABLE messages VALIDATE CONSTRAINT x',
    'ALTER TABLE messages ADD CONSTRAINT x UNIQUE USING INDEX y',
    'ALTER TABLE messages DROP COLUMN x',
    'INSERT INTO new_table SELECT id FROM messages',
    'CREATE FUNCTION x() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN; UPDATE messages SET x = 1; END $$',
  ])('is not: %s', (sql) => {
    expect(longLocks(sql, TABLES)).toEqual([]);
  });
});

describe('no migration locks a large table for longer than a moment', () => {
  let database: TestDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await createEmptyDatabase();
    source = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.drop();
  });

  const rows = async <Row extends object>(sql: string) => (await database.pool.query<Row>(sql)).rows;

  it('by what it says and by what PostgreSQL does', async () => {
    await rows('CREATE SCHEMA watch');
    await rows('CREATE TABLE watch.rewritten (name text)');
    await rows(`
      CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO watch.rewritten VALUES (pg_event_trigger_table_rewrite_oid()::regclass::text); END $$`);
    await rows('CREATE EVENT TRIGGER rewrites ON table_rewrite EXECUTE FUNCTION watch.note()');
    const runner = source.createQueryRunner();
    const breaches: string[] = [];
    for (const migration of source.migrations) {
      const name = migration.constructor.name;
      const before = new Set(
        (
          await rows<{ name: string }>(
            "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
          )
        ).flatMap((table) => (SMALL.has(table.name) ? [] : [table.name])),
      );
      const said = await statementsOf(migration, runner);
      const found = said.flatMap((sql) => longLocks(sql, before));
      if (!OF_YOUNG_TABLES.has(name))
        breaches.push(...found.map(({ table, reason }) => `${name}: ${table}: ${reason}`));
      const rewritten = await rows<{ name: string }>('DELETE FROM watch.rewritten RETURNING name');
      breaches.push(
        ...rewritten
          .filter((table) => before.has(table.name))
          .map((table) => `${name} writes ${table.name} anew`),
      );
    }
    await runner.release();
    expect(breaches).toEqual([]);
  });
});

/** Runs a migration as TypeORM does, and answers all it said. */
async function statementsOf(migration: MigrationInterface, runner: QueryRunner): Promise<string[]> {
  const said: string[] = [];
  const listening = new Proxy(runner, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property);
      if (property !== 'query') return typeof value === 'function' ? value.bind(target) : value;
      return (sql: string, values?: unknown[]) => {
        said.push(sql);
        return target.query(sql, values);
      };
    },
  });
  await migration.up(listening);
  return said;
}
