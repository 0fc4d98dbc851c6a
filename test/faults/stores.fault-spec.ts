import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { Chance, LONG } from './harness/chance.js';
import { OwnCluster } from './harness/own-cluster.js';
import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { failoverFaults, follow, type RedisPair } from './inject/failover-faults.js';
import { postgresFaults } from './inject/postgres-faults.js';
import * as processFaults from './inject/process-faults.js';
import * as providerFaults from './inject/provider-faults.js';
import * as redisFaults from './inject/redis-faults.js';

/** Faults of the random mix, and how many come between two checks. */
const MIXED = LONG ? 500 : 4;
const PER_CHECK = LONG ? 10 : 4;

describe('a PostgreSQL and a Redis that can be taken away, and one connection to PostgreSQL per process', () => {
  let cluster: OwnCluster;
  let pair: RedisPair;
  let system: SystemUnderFault;

  beforeAll(async () => {
    const [first, second] = await Promise.all([RedisForTest.start(), RedisForTest.start()]);
    pair = { first, second, address: await TcpProxy.start({ host: '127.0.0.1', port: first.port }) };
    cluster = await OwnCluster.start();
    await follow(second, first);
    system = await SystemUnderFault.start({
      database: cluster.database(),
      redis: first,
      redisUrl: `redis://127.0.0.1:${pair.address.port}`,
      variables: { DATABASE_POOL_SIZE: '1' },
    });
  }, SCENARIO_MS);
  afterAll(async () => {
    await system?.stop();
    await pair?.address.stop();
    await pair?.second.stop();
  });

  const onPostgres = postgresFaults(() => cluster);
  it.each(onPostgres)('$name', (fault) => survive(system, fault), SCENARIO_MS);
  it.each(failoverFaults(() => pair))('$name', (fault) => survive(system, fault), SCENARIO_MS);

  const sources = [processFaults, redisFaults, providerFaults, onPostgres];
  const everything = sources.flatMap((source) => Object.values(source));
  it.each(Array.from({ length: MIXED / PER_CHECK }, (_, round) => round))(
    `${PER_CHECK} faults of chance, one after the other: round %i`,
    async (round) => {
      const chance = new Chance(`mix ${round}`);
      const faults = Array.from({ length: PER_CHECK }, () => chance.pick(everything));
      const inject = async () => {
        for (const fault of faults) await fault.inject(system, chance);
      };
      await survive(system, { name: faults.map(({ name }) => name).join(', then '), inject });
    },
    SCENARIO_MS * PER_CHECK,
  );
});
