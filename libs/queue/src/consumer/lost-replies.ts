import type { RedisLink } from '../redis/redis-link.js';
import type { QueueEntry } from './queue-entry.js';

/**
 * Finds entries Redis delivered to this consumer in a reply that never arrived, so that they need not wait for the
 * visibility time. Reads give growing ids, so a stray is pending here with an id beyond all that arrived.
 */
export class LostReplies {
  private lastArrived: string | undefined;

  constructor(
    private readonly link: RedisLink,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
  ) {}

  /** Notes what a read brought. */
  arrived(entries: readonly QueueEntry[]): void {
    this.lastArrived = entries.at(-1)?.id ?? this.lastArrived;
  }

  /** At most `count` strays, oldest first, with their delivery counts as they are. */
  async find(count: number, isKnown: (id: string) => boolean): Promise<QueueEntry[]> {
    const { stream, group, consumer } = this;
    const after = this.lastArrived === undefined ? '-' : `(${this.lastArrived}`;
    return this.link.run(async (redis) => {
      const pending = (await redis.xpending(stream, group, after, '+', count, consumer)) as PendingEntry[];
      const strays = pending.filter(([id]) => !isKnown(id));
      const claims = strays.map(async ([id, , , deliveries]) => {
        const claimed = await redis.xclaim(stream, group, consumer, 0, id, 'RETRYCOUNT', deliveries);
        return (claimed as [id: string, fields: string[]][]).map(([, fields]) => ({
          id,
          fields,
          deliveries,
        }));
      });
      return (await Promise.all(claims)).flat();
    });
  }
}

type PendingEntry = [id: string, consumer: string, idleMs: number, deliveries: number];
