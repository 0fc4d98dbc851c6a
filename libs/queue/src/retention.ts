import type { RedisLink } from './redis/redis-link.js';
import { trimHandled } from './scripts/trim-handled.js';

/** Which handled entries stay in a stream for inspection. */
export interface Retention {
  maxAgeMs: number;
  /** Length of the stream beyond which handled entries go even if they are younger. */
  maxEntries: number;
}

/** Few: whoever makes a lost consumer group again has all of them to look at once more before anything new. */
export const DEFAULT_RETENTION: Retention = { maxAgeMs: 24 * 60 * 60 * 1_000, maxEntries: 1_000 };

/** Small steps: Redis serves nobody else during one. */
const STEP = 1_000;
const MAX_STEPS = 200;

/** Trims in bounded steps until nothing is left to drop, or until the bound of one call. */
export async function trimQueue(
  link: RedisLink,
  queue: string,
  group: string,
  retention: Retention,
): Promise<number> {
  let dropped = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const count = await link.run((redis) =>
      trimHandled.run(
        redis,
        [link.keys.stream(queue)],
        [group, retention.maxAgeMs, retention.maxEntries, STEP],
      ),
    );
    dropped += count;
    if (count < STEP) break;
  }
  return dropped;
}
