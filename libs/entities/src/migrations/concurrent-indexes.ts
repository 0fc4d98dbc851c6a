import type { QueryRunner } from 'typeorm';

/** Indexes by name, each with what stands behind `ON`. */
export type Indexes = Record<string, { unique?: boolean; on: string }>;

/**
 * Builds indexes beside the running service: a plain CREATE INDEX would lock a big table against writes for as long as it
 * takes. Only for a migration with `transaction = false`. May be run again: what a run that was cut short has left is an
 * index that is of no use, and in the way.
 */
export async function buildIndexes(runner: QueryRunner, indexes: Indexes): Promise<void> {
  await patiently(runner, async () => {
    for (const [name, { unique, on }] of Object.entries(indexes)) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${name} ON ${on}`);
    }
  });
}

/** Removes indexes that `buildIndexes` built. */
export async function dropIndexes(runner: QueryRunner, indexes: Indexes): Promise<void> {
  await patiently(runner, async () => {
    for (const name of Object.keys(indexes)) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  });
}

/** What is done concurrently waits for transactions that are under way, as long as they take, and nobody waits behind it. */
async function patiently(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.query('SET lock_timeout = 0');
  try {
    await work();
  } finally {
    await runner.query('RESET lock_timeout');
  }
}
