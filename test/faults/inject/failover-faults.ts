import type { RedisForTest } from '../../../libs/queue/src/testing/redis-for-test.js';
import { eventually } from '../../support/eventually.js';
import type { TcpProxy } from '../../support/tcp-proxy.js';
import type { Fault } from '../harness/survive.js';

const FOLLOW_WITHIN_MS = 20_000;

/** Two Redis servers, the second a replica, and the one address the services know. */
export interface RedisPair {
  first: RedisForTest;
  second: RedisForTest;
  address: TcpProxy;
}

/** In this order; afterwards the first is alone. */
export function failoverFaults(pair: () => RedisPair): Fault[] {
  return [
    {
      name: 'the replica is promoted, and the old master answers READONLY on the connections it has',
      async inject() {
        const { first, second, address } = pair();
        await second.redis.replicaof('NO', 'ONE');
        address.redirect(second.port);
        await follow(first, second);
      },
    },
    {
      name: 'the master dies, and its replica takes its place',
      async inject() {
        const { first, second, address } = pair();
        await second.down();
        await first.redis.replicaof('NO', 'ONE');
        address.redirect(first.port);
      },
    },
  ];
}

export async function follow(replica: RedisForTest, master: RedisForTest): Promise<void> {
  // It would wait some seconds for further replicas to come.
  await master.redis.config('SET', 'repl-diskless-sync-delay', '0');
  await replica.redis.replicaof('127.0.0.1', master.port);
  await eventually(
    async () => expect(await replica.redis.info('replication')).toContain('master_link_status:up'),
    FOLLOW_WITHIN_MS,
  );
}
