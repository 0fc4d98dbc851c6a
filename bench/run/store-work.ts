import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Numbers } from './rounds.js';

/** What the stores had done up to a moment, by their own count. */
export interface StoreWork {
  /** Transactions of this database; a statement outside of one is one. */
  commits: number;
  walBytes: number;
  redisCommands: number;
  /** Times Redis read from a connection: pipelined commands that came together count once. */
  redisReads: number;
}

/** Reads both counters. Backends count at the latest when they disconnect, so ask before and after a process's life. */
export async function storeWork(pool: Pool, redis: Redis): Promise<StoreWork> {
  // Ours too; PostgreSQL before 15 has no such function, and counts at once.
  await pool.query('SELECT pg_stat_force_next_flush()').catch(() => undefined);
  const { rows } = await pool.query<{ commits: string; wal: string }>(
    `SELECT xact_commit AS commits, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal
       FROM pg_stat_database WHERE datname = current_database()`,
  );
  const info = await redis.info('stats');
  const stat = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? NaN);
  return {
    commits: Number(rows[0]?.commits),
    walBytes: Number(rows[0]?.wal),
    redisCommands: stat('total_commands_processed'),
    redisReads: stat('total_reads_processed'),
  };
}

/** What lies between two readings, for each of so many messages. */
export function perMessage(before: StoreWork, after: StoreWork, messages: number): Numbers {
  return {
    commitsPerMessage: (after.commits - before.commits) / messages,
    walBytesPerMessage: (after.walBytes - before.walBytes) / messages,
    redisCommandsPerMessage: (after.redisCommands - before.redisCommands) / messages,
    redisReadsPerMessage: (after.redisReads - before.redisReads) / messages,
  };
}
