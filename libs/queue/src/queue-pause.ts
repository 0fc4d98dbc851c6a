import { setTimeout as delay } from 'node:timers/promises';
import { CONSUMER_ALIVE_MS, consumersKey, pausedKey } from './queue-keys.js';
import type { RedisLink } from './redis/redis-link.js';
import { readUnpausedConsumers } from './scripts/read-unpaused-consumers.js';

const POLL_INTERVAL_MS = 50;

/**
 * Pausing is a key with a token. Consumers answer with the token they obey, so that the record of an earlier pause
 * is never taken for an answer to this one.
 */
export class QueuePause {
  constructor(private readonly link: RedisLink) {}

  async pause(queue: string, newToken: string, withinMs: number): Promise<void> {
    const token = await this.link.run(async (redis) => {
      const standing = await redis.set(pausedKey(queue), newToken, 'NX', 'GET');
      return standing ?? newToken;
    });
    const deadline = performance.now() + withinMs;
    for (;;) {
      const missing = await this.link.run((redis) =>
        readUnpausedConsumers.run(redis, [consumersKey(queue)], [token, CONSUMER_ALIVE_MS]),
      );
      if (missing.length === 0) return;
      if (performance.now() > deadline) {
        throw new Error(`${queue} is paused, but ${missing.join(', ')} did not obey in ${withinMs} ms`);
      }
      await delay(POLL_INTERVAL_MS);
    }
  }

  async resume(queue: string): Promise<void> {
    await this.link.run((redis) => redis.del(pausedKey(queue)));
  }
}
