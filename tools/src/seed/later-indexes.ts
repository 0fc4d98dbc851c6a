import type { Client } from 'pg';

const DEFINITIONS = `
  SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index WHERE indrelid = $1::regclass AND NOT indisunique ORDER BY 1`;

/**
 * Drops the indexes of a table that hold nobody to anything, does `work`, and builds them anew: a third of the time is saved, and
 * more where they would not fit into memory. `sessions` build at once.
 */
export async function withIndexesLater(
  table: string,
  sessions: readonly Client[],
  work: () => Promise<unknown>,
): Promise<void> {
  const [first] = sessions as [Client];
  const { rows } = await first.query<{ name: string; definition: string }>(DEFINITIONS, [table]);
  for (const { name } of rows) await first.query(`DROP INDEX ${name}`);
  try {
    await work();
  } finally {
    await shared(rows, sessions, (session, { definition }) => session.query(definition));
  }
}

/** Each of the sessions takes the next one as soon as it has done one. */
export async function shared<T>(
  all: Iterable<T>,
  sessions: readonly Client[],
  work: (session: Client, one: T) => Promise<unknown>,
): Promise<void> {
  const rest = all[Symbol.iterator]();
  const take = async (session: Client) => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(session, next.value);
  };
  await Promise.all(sessions.map(take));
}
