import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { redisAddress, type RedisAddress, type RedisNode } from '#config';
import { connectionOptions, sentinelOptions } from './connection-options.js';
import { hello, RedisTooOldError, type ServerHello } from './server-hello.js';

/** A Redis that does not answer is waited for by others; this asks once. */
const TIMEOUT_MS = 1_000;

/** It is there, and will never do. */
class UnusableRedisError extends Error {
  override readonly name = 'UnusableRedisError';
}

/**
 * Looks whether what is at an address is the kind of Redis that the address says, new enough, and has the numbered database
 * it names: ioredis would go on in database 0 without a word, among what is somebody else's. A Redis that is away is not
 * judged, and a replica only warned of: it may become the master.
 * @throws Error that names the setting when it is not.
 */
export async function requireUsableRedis(at: string | RedisAddress): Promise<void> {
  const address = redisAddress(at);
  for (const node of address.nodes) {
    try {
      return await judge(node, address);
    } catch (error) {
      if (error instanceof UnusableRedisError || error instanceof RedisTooOldError) throw error;
      // The next one may answer.
    }
  }
}

async function judge(node: RedisNode, address: RedisAddress): Promise<void> {
  const ofKind = address.kind === 'sentinel' ? sentinelOptions(address) : connectionOptions(address);
  const redis = new Redis({
    ...ofKind,
    ...node,
    db: 0,
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const server = await hello(redis);
    requireKind(server, address);
    if (server.role === 'replica' && address.kind === 'single')
      new Logger('Redis').warn({
        msg: 'REDIS_URL leads to a replica, which takes no writes; it must lead to the master',
      });
    if (address.kind === 'single') await requireDatabase(redis, address);
    if (address.kind === 'cluster') await requireAddresses(redis);
  } finally {
    redis.disconnect();
  }
}

function requireKind({ mode }: ServerHello, { kind, tls }: RedisAddress): void {
  const scheme = (form: string) => `redis${tls ? 's' : ''}${form}://`;
  if (kind === 'single' && mode === 'cluster')
    throw new UnusableRedisError(
      `REDIS_URL leads to a node of a cluster: it must begin with ${scheme('+cluster')} (docs/redis.md)`,
    );
  if (kind !== 'sentinel' && mode === 'sentinel')
    throw new UnusableRedisError(
      `REDIS_URL leads to a Sentinel: it must begin with ${scheme('+sentinel')} and name the master (docs/redis.md)`,
    );
  if (kind === 'cluster' && mode === 'standalone')
    throw new UnusableRedisError(
      `REDIS_URL says ${scheme('+cluster')}, and this Redis is no cluster: it must begin with ${scheme('')}`,
    );
  if (kind === 'sentinel' && mode !== 'sentinel')
    throw new UnusableRedisError(
      `REDIS_URL says ${scheme('+sentinel')}, and this is a Redis: its hosts must be the Sentinels`,
    );
}

/** A node that has met no other may not know where it is, and then nobody finds its slots. */
async function requireAddresses(redis: Redis): Promise<void> {
  const ranges = await redis.cluster('SLOTS');
  if (ranges.some(([, , master]) => !master?.[0]))
    throw new UnusableRedisError(
      'a node of the cluster does not know its address: set its cluster-announce-ip',
    );
}

async function requireDatabase(redis: Redis, { database }: RedisAddress): Promise<void> {
  if (Number(database) === 0) return;
  try {
    await redis.call('SELECT', database);
  } catch (error) {
    if (/DB index|not an integer/i.test((error as Error).message))
      throw new UnusableRedisError('REDIS_URL names a database that this Redis does not have', {
        cause: error,
      });
    throw error;
  }
}
