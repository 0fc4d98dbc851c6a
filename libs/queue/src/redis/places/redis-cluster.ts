import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress, RedisNode } from '#config';
import { BatchingConnector } from '../batching-connector.js';
import { connectionOptions } from '../connection-options.js';
import { slotOf } from '../key-slot.js';
import { jitteredBackoff, withDeadline } from '../timing.js';
import type { Redirection, RedisPlace } from './redis-place.js';

/** Which slots are where is looked up so often, and whenever something fails. */
const LOOK_EVERY_MS = 5_000;
const LOOK_WITHIN_MS = 1_000;
const SILENT_MS = 1_000;

/** Several servers, each with a part of the slots. */
export class RedisCluster implements RedisPlace {
  readonly redis: Cluster;
  private readonly options: RedisOptions;
  private isProbing = false;

  constructor(address: RedisAddress, name: string, commandTimeout: number) {
    this.options = { ...connectionOptions(address), connectTimeout: 2_000 };
    this.redis = new Cluster(address.nodes, {
      redisOptions: {
        ...this.options,
        commandTimeout,
        Connector: BatchingConnector as RedisOptions['Connector'],
      },
      enableReadyCheck: false,
      // While the connection to a node is made; the deadline of each command counts all the same.
      enableOfflineQueue: true,
      // A command whose connection is lost may have been done, so it fails; what was refused is asked elsewhere.
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      retryDelayOnTryAgain: 50,
      slotsRefreshInterval: LOOK_EVERY_MS,
      slotsRefreshTimeout: LOOK_WITHIN_MS,
      clusterRetryStrategy: (attempt) => jitteredBackoff(attempt, 50, 2_000),
      // Names are looked up when a connection is made, so that certificates can be held against them.
      dnsLookup: (host, done) => done(null, host),
    });
    this.redis.on('+node', (node: Redis) =>
      node.on('ready', () => void node.client('SETNAME', name).catch(() => undefined)),
    );
  }

  dedicated(key: string, connectionName: string, redirection: Redirection | null): Redis {
    const node = redirection?.node ?? this.nodeOf(key);
    if (node === undefined) throw new Error('no node of the cluster has the slot of this queue');
    const options = { ...this.options, ...node, connectionName, lazyConnect: true };
    return new Redis({ ...options, retryStrategy: () => null });
  }

  beside({ options: { host, port } }: Redis): Redis | undefined {
    return this.redis.nodes().find(({ options }) => options.host === host && options.port === port);
  }

  /** A slot that moves says so to who reads it. */
  onMove(): void {}

  lookAgain(isSilent: boolean): void {
    this.redis.refreshSlotsCache();
    if (isSilent) void this.dropSilentNodes();
  }

  leave(): void {}

  private nodeOf(key: string): RedisNode | undefined {
    const place = this.redis.slots[slotOf(key)]?.[0];
    if (place === undefined) return undefined;
    const border = place.lastIndexOf(':');
    return { host: place.slice(0, border), port: Number(place.slice(border + 1)) };
  }

  /** A connection may be half open, and others in order. */
  private async dropSilentNodes(): Promise<void> {
    if (this.isProbing) return;
    this.isProbing = true;
    const probes = this.redis
      .nodes('master')
      .map((node) => withDeadline(node.ping(), SILENT_MS, 'silent').catch(() => node.disconnect()));
    await Promise.all(probes);
    this.isProbing = false;
  }
}
