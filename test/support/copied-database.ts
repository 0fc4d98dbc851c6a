import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** All rows of a database as they are at one moment, in a database of their own: what a dump and its restore make of it. */
export async function copiedDatabase(source: Pool): Promise<TestDatabase> {
  const copy = await createTestDatabase();
  const reader = await source.connect();
  try {
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const { rows: tables } = await reader.query<{ name: string; columns: string }>(`
      SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'migrations'
       GROUP BY c.relname`);
    // Those that others refer to are not filled first here; nor is it asked for.
    await copy.pool.query('ALTER TABLE sender_pool_numbers DROP CONSTRAINT sender_pool_numbers_pool_id_fkey');
    await copy.pool.query('ALTER TABLE sessions DROP CONSTRAINT sessions_api_key_id_fkey');
    for (const { name, columns } of tables) {
      const { rows } = await reader.query<{ all: string }>(
        `SELECT coalesce(json_agg(t), '[]')::text AS all FROM ${name} t`,
      );
      // The migrations have put a row or two into some.
      if (name !== 'audit_events') await copy.pool.query(`DELETE FROM ${name}`);
      await copy.pool.query(
        `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM json_populate_recordset(NULL::${name}, $1)`,
        [rows[0]?.all],
      );
    }
    await copy.pool.query(`
      SELECT setval(pg_get_serial_sequence('message_events', 'id'), (SELECT coalesce(max(id), 1) FROM message_events)),
             setval(pg_get_serial_sequence('callbacks', 'sequence'), (SELECT coalesce(max(sequence), 1) FROM callbacks))`);
    return copy;
  } finally {
    await reader.query('ROLLBACK');
    reader.release();
  }
}
