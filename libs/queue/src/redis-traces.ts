import type { RedisLink } from './redis/redis-link.js';

const AT_ONCE = 500;

/** Looks through Redis for what somebody wants to know gone: whole entries that wait, and keys that have names of people. */
export class RedisTraces {
  constructor(private readonly link: RedisLink) {}

  /** Whether an entry of the queue has such data now. It reads all that is kept: only for queues whose entries are few. */
  async isIn(queue: string, isMeant: (data: string) => boolean): Promise<boolean> {
    for (let after = '-'; ;) {
      const entries = await this.link.run((redis) => redis.xrange(queue, after, '+', 'COUNT', AT_ONCE));
      if (entries.some(([, fields]) => isMeant(fields.join('\n')))) return true;
      const last = entries.at(-1);
      if (last === undefined || entries.length < AT_ONCE) return false;
      after = `(${last[0]}`;
    }
  }

  /** Deletes the keys whose names are meant; answers how many. `part`: of letters and digits, in all of these names. */
  async forgetKeys(part: string, isMeant: (key: string) => boolean): Promise<number> {
    let deleted = 0;
    for (let cursor = '0'; ;) {
      const from = cursor;
      const [next, keys] = await this.link.run((redis) =>
        redis.scan(from, 'MATCH', `*${part}*`, 'COUNT', AT_ONCE),
      );
      const meant = keys.filter(isMeant);
      if (meant.length > 0) deleted += await this.link.run((redis) => redis.unlink(...meant));
      if (next === '0') return deleted;
      cursor = next;
    }
  }
}
