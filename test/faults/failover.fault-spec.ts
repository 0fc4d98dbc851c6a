import { eventually } from '../support/eventually.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { type Fault, SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';

const FOLLOW_WITHIN_MS = 20_000;

describe('a Redis that fails over to its replica', () => {
  let first: RedisForTest;
  let second: RedisForTest;
  /** The address the services know; an operator leads it to whoever is the master. */
  let address: TcpProxy;
  let system: SystemUnderFault;

  beforeAll(async () => {
    [first, second] = await Promise.all([RedisForTest.start(), RedisForTest.start()]);
    await follow(second, first);
    address = await TcpProxy.start({ host: '127.0.0.1', port: first.port });
    const redisUrl = `redis://127.0.0.1:${address.port}`;
    system = await SystemUnderFault.start({ redis: first, redisUrl });
  }, SCENARIO_MS);
  afterAll(async () => {
    await system?.stop();
    await address?.stop();
    await second?.stop();
  });

  const PROMOTED: Fault = {
    name: 'the replica is promoted, and the old master answers READONLY on the connections it has',
    async inject() {
      await second.redis.replicaof('NO', 'ONE');
      address.redirect(second.port);
      await follow(first, second);
    },
  };

  const MASTER_LOST: Fault = {
    name: 'the master dies, and its replica takes its place',
    async inject() {
      await second.down();
      await first.redis.replicaof('NO', 'ONE');
      address.redirect(first.port);
    },
  };

  it.each([PROMOTED, MASTER_LOST])('$name', (fault) => survive(system, fault), SCENARIO_MS);
});

async function follow(replica: RedisForTest, master: RedisForTest): Promise<void> {
  // It would wait some seconds for further replicas to come.
  await master.redis.config('SET', 'repl-diskless-sync-delay', '0');
  await replica.redis.replicaof('127.0.0.1', master.port);
  await eventually(
    async () => expect(await replica.redis.info('replication')).toContain('master_link_status:up'),
    FOLLOW_WITHIN_MS,
  );
}
