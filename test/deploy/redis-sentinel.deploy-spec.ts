import { type Fault, inTurn, SCENARIO_MS, survive } from '../faults/harness/survive.js';
import { SystemUnderFault } from '../faults/harness/system-under-fault.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { backInTime } from './harness/back-in-time.js';

const START_WITHIN_MS = 180_000;

let redis: RedisSentinels;
let system: SystemUnderFault;
beforeAll(async () => {
  redis = await RedisSentinels.start();
  system = await SystemUnderFault.start({ REDIS_URL: redis.url });
}, START_WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await redis?.stop();
});

type Member = RedisSentinels['members'][number];

/** Trouble with the master, after which it comes back as a replica. */
function failover(
  name: string,
  trouble: (master: Member) => void | Promise<void>,
  mend: (master: Member) => void | Promise<void>,
): Fault {
  return {
    name,
    async inject() {
      const [master, replica] = await redis.masterAndReplica();
      await backInTime(system, name, () => trouble(master));
      await mend(master);
      await redis.complete();
      expect(await redis.masterAndReplica()).toEqual([replica, master]);
    },
  };
}

const KILLED = failover(
  'the master is killed',
  ({ server }) => server.kill(),
  ({ server }) => server.up(),
);
const PAUSED = failover(
  'the master hangs',
  ({ server }) => server.freeze(),
  ({ server }) => server.thaw(),
);
const ISOLATED = failover(
  'the master is cut off',
  ({ way }) => way.cut(),
  ({ way }) => way.restore(),
);

it(
  'three failovers in a row lose and double nothing',
  async () => {
    await survive(system, inTurn([KILLED, PAUSED, ISOLATED]));
  },
  SCENARIO_MS,
);

it(
  'a Sentinel that is gone is not missed',
  async () => {
    const [sentinel] = redis.sentinels;
    await survive(system, {
      name: 'a Sentinel is killed, and the master after it',
      async inject() {
        await sentinel?.kill();
        const [master] = await redis.masterAndReplica();
        await backInTime(system, 'the master is killed, with two Sentinels', () => master.server.kill());
        await master.server.up();
        await sentinel?.up();
        await redis.complete();
      },
    });
  },
  SCENARIO_MS,
);
