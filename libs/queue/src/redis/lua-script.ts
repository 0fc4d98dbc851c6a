import { createHash } from 'node:crypto';
import { replyCode } from './describe-error.js';
import type { RedisConnection } from './places/redis-place.js';

/** One atomic step in Redis: sent by its hash, and in full only when Redis does not know it (yet, or any more). */
export class LuaScript<Reply> {
  private readonly sha: string;

  constructor(private readonly source: string) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  async run(redis: RedisConnection, keys: string[], args: (string | number)[]): Promise<Reply> {
    try {
      return (await redis.evalsha(this.sha, keys.length, ...keys, ...args)) as Reply;
    } catch (error) {
      if (replyCode(error) !== 'NOSCRIPT') throw error;
      return (await redis.eval(this.source, keys.length, ...keys, ...args)) as Reply;
    }
  }
}
