import type { Pool, PoolClient } from 'pg';
import { isReadOnly } from './database-unavailable.js';

/** New connections may be as bad while the trouble lasts: each is suspected once a second at most. */
const SUSPECT_AGAIN_MS = 1_000;

/**
 * Gives out connections of a pool, without those that a failover has left on a server that is a replica now: they stay
 * there, and refuse every write, for as long as there is traffic. One that was found so makes all that stand suspect,
 * also those that only read: what they show grows old.
 */
export class WritablePool {
  private readonly standing = new Set<PoolClient>();
  private readonly suspects = new Set<PoolClient>();
  private suspectedAt = -Infinity;

  constructor(readonly pool: Pool) {
    pool.on('acquire', (client) => {
      if (this.standing.has(client)) return;
      this.standing.add(client);
      // A connection may report its end after the statement that failed by it was answered and the pool has let it go; an
      // error without a listener ends the process.
      client.on('error', () => undefined);
    });
    pool.on('remove', (client) => {
      this.standing.delete(client);
      this.suspects.delete(client);
    });
  }

  /** Whether connections are to be taken by `connect`, which looks at them first. */
  get isSuspicious(): boolean {
    return this.suspects.size > 0;
  }

  /** A connection that nothing is known against. @throws the database's error when there is none. */
  async connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      if (!this.suspects.has(client)) return client;
      client.release(true);
    }
  }

  /** Takes note of how a statement failed; answers whether its connection is to be dropped. */
  blames(error: unknown): boolean {
    if (!isReadOnly(error)) return false;
    const now = performance.now();
    if (now - this.suspectedAt >= SUSPECT_AGAIN_MS) {
      this.suspectedAt = now;
      for (const client of this.standing) this.suspects.add(client);
    }
    return true;
  }
}
