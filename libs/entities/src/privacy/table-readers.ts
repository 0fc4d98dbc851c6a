import type { Database } from '../database.js';

const READERS = {
  name: 'table_readers',
  text: `
    SELECT virtualtransaction AS reader FROM pg_locks
     WHERE relation = $1::regclass AND granted AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};

/**
 * The transactions that have read a table and are not at their end. A statement takes its lock on a table before its
 * snapshot, so that one which is not among them sees what was committed before this was asked.
 */
export async function readersOf(database: Database, table: string): Promise<Set<string>> {
  const rows = await database.run<{ reader: string }>(READERS, [table]);
  return new Set(rows.map((row) => row.reader));
}
