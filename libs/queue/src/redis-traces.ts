import type { RedisLink } from './redis/redis-link.js';

const AT_ONCE = 500;

/** Looks through Redis for what somebody wants to know gone: whole entries that wait, and keys that have names of people. */
export class RedisTraces {
  constructor(private readonly link: RedisLink) {}

  /** Whether an entry of the queue has such data now. It reads all that is kept: only for queues whose entries are few. */
  async isIn(queue: string, isMeant: (data: string) => boolean): Promise<boolean> {
    const stream = this.link.keys.stream(queue);
    for (let after = '-'; ;) {
      const entries = await this.link.run((redis) => redis.xrange(stream, after, '+', 'COUNT', AT_ONCE));
      if (entries.some(([, fields]) => isMeant(fields.join('\n')))) return true;
      const last = entries.at(-1);
      if (last === undefined || entries.length < AT_ONCE) return false;
      after = `(${last[0]}`;
    }
  }

  /**
   * Deletes those of our keys that are named after somebody who is meant, on all servers; answers how many. `part`: of letters
   * and digits, in all of these names.
   */
  async forgetKeys(part: string, isMeant: (key: string) => boolean): Promise<number> {
    const { keys, place } = this.link;
    let deleted = 0;
    // Asked for within `run`, which has waited for the connection.
    for (const server of await this.link.run(() => Promise.resolve(place.servers())))
      for (let cursor = '0'; ;) {
        const from = cursor;
        const [next, found] = await this.link.run(() =>
          server.scan(from, 'MATCH', `*${part}*`, 'COUNT', AT_ONCE),
        );
        // One by one: in a cluster they are in different slots.
        for (const key of found.filter((each) => keys.isPersonal(each) && isMeant(each)))
          deleted += await this.link.run((redis) => redis.del(key));
        if (next === '0') break;
        cursor = next;
      }
    return deleted;
  }
}
