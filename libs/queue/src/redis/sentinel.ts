import { Redis } from 'ioredis';
import type { RedisAddress, RedisNode } from '#config';
import { sentinelOptions } from './connection-options.js';
import { jitteredBackoff } from './timing.js';

/** One that is silent is not waited for longer. */
const ANSWER_MS = 1_000;
const RECONNECT_MS = 1_000;

/** A Sentinel, over a connection that comes back by itself. */
export class Sentinel {
  private readonly redis: Redis;
  private attempts = 0;
  private fault: unknown;

  constructor(node: RedisNode, address: RedisAddress) {
    this.redis = new Redis({
      ...sentinelOptions(address),
      ...node,
      enableOfflineQueue: true,
      commandTimeout: ANSWER_MS,
      connectTimeout: ANSWER_MS,
      retryStrategy: () => jitteredBackoff(this.attempts++, 50, RECONNECT_MS),
    });
    this.redis.on('error', (error) => (this.fault = error));
  }

  /** Where it has the master of this name: null when it knows none. @throws what keeps it from telling, within a second. */
  async masterAddress(name: string): Promise<RedisNode | null> {
    try {
      const told = (await this.redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)) as
        | [string, string]
        | null;
      this.attempts = 0;
      this.fault = undefined;
      return told && { host: told[0], port: Number(told[1]) };
    } catch (error) {
      const { message } = error as Error;
      if (message === 'Command timed out') this.redis.disconnect(true);
      if (/unknown command/i.test(message))
        throw new Error('there is a Redis, and no Sentinel', { cause: error });
      // ioredis says that it has given up; why is in the event.
      throw this.fault ?? error;
    }
  }

  close(): void {
    this.redis.disconnect();
  }
}
