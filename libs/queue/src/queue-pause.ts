import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PauseNotObeyedError } from './queue-errors.js';
import { CONSUMER_ALIVE_MS } from './queue-keys.js';
import type { RedisLink } from './redis/redis-link.js';
import { readUnpausedConsumers } from './scripts/read-unpaused-consumers.js';

const POLL_INTERVAL_MS = 50;

/** Who paused a queue, and when (ISO 8601); null: nobody said. */
export interface Pause {
  by: string | null;
  since: string | null;
}

/**
 * Pausing is a key with a token. Consumers answer with the token they obey, so that the record of an earlier pause
 * is never taken for an answer to this one. To them it is opaque; it also says who paused.
 */
export class QueuePause {
  constructor(private readonly link: RedisLink) {}

  /** Who pauses a queue that is paused already does not take it over. */
  async pause(queue: string, by: string | null, withinMs: number): Promise<void> {
    const { keys } = this.link;
    const ours = JSON.stringify({ id: randomUUID(), by, since: new Date().toISOString() });
    const token = await this.link.run(async (redis) => {
      const standing = await redis.set(keys.paused(queue), ours, 'NX', 'GET');
      return standing ?? ours;
    });
    const deadline = performance.now() + withinMs;
    for (;;) {
      const missing = await this.link.run((redis) =>
        readUnpausedConsumers.run(redis, [keys.consumers(queue)], [token, CONSUMER_ALIVE_MS]),
      );
      if (missing.length === 0) return;
      if (performance.now() > deadline) throw new PauseNotObeyedError(queue, missing, withinMs);
      await delay(POLL_INTERVAL_MS);
    }
  }

  async resume(queue: string): Promise<void> {
    await this.link.run((redis) => redis.del(this.link.keys.paused(queue)));
  }
}

/** What the token of a pause says; those of earlier versions say nothing. */
export function pauseOf(token: string): Pause {
  try {
    const { by = null, since = null } = JSON.parse(token) as Partial<Pause>;
    return { by, since };
  } catch {
    return { by: null, since: null };
  }
}
