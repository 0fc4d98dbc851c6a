import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress, RedisNode } from '#config';
import { connectionOptions } from '../connection-options.js';
import { HeardConnector } from '../heard-connector.js';
import { SentinelWatch } from '../sentinel-watch.js';
import { jitteredBackoff } from '../timing.js';
import type { RedisPlace } from './redis-place.js';

/** One server: the one of an address, or the master that Sentinels tell of. */
export class OneServer implements RedisPlace {
  readonly redis: Redis;
  private readonly options: RedisOptions;
  private readonly watch: SentinelWatch | undefined;
  private readonly endWatching: (() => void)[] = [];
  private attempts = 0;

  constructor(address: RedisAddress, name: string, commandTimeout: number) {
    this.watch = address.kind === 'sentinel' ? SentinelWatch.join(address) : undefined;
    this.options = {
      ...connectionOptions(address),
      ...(this.watch ? viaSentinels(this.watch) : address.nodes[0]),
    };
    this.redis = new Redis({
      ...this.options,
      commandTimeout,
      enableAutoPipelining: true,
      // Counted here: ioredis takes a connection for made before its password was looked at.
      retryStrategy: () => jitteredBackoff((this.attempts += 1), 50, 2_000),
      // After a failover this node is a replica: the address may lead to the new master.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    });
    this.redis.on('ready', () => void this.introduce(name));
    this.onMove(() => this.redis.disconnect(true));
  }

  servers(): Redis[] {
    return [this.redis];
  }

  dedicated(_key: string, connectionName: string): Redis {
    return new Redis({ ...this.options, connectionName, lazyConnect: true, retryStrategy: () => null });
  }

  beside(): Redis {
    return this.redis;
  }

  onMove(listener: () => void): void {
    if (this.watch) this.endWatching.push(this.watch.onMove(listener));
  }

  lookAgain(isSilent: boolean): void {
    // The connection may be half open. A new one finds out.
    if (isSilent) this.redis.disconnect(true);
  }

  leave(): void {
    for (const end of this.endWatching) end();
    this.watch?.leave();
  }

  private async introduce(name: string): Promise<void> {
    try {
      await this.redis.client('SETNAME', name);
      this.attempts = 0;
    } catch (error) {
      // A user who may not set it may do the rest.
      if ((error as Error).message.startsWith('NOPERM')) this.attempts = 0;
    }
  }
}

/** To whom the Sentinels say is the master when a connection is made. */
function viaSentinels(watch: SentinelWatch): RedisOptions {
  class MasterConnector extends HeardConnector {
    protected override server(): Promise<RedisNode> {
      return watch.master();
    }
  }
  // An old master that hangs is not waited for while the new one is there.
  return { Connector: MasterConnector as RedisOptions['Connector'], connectTimeout: 2_000 };
}
