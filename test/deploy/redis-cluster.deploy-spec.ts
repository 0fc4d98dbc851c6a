import { type Fault, inTurn, SCENARIO_MS, survive } from '../faults/harness/survive.js';
import { SystemUnderFault } from '../faults/harness/system-under-fault.js';
import { RedisClusterForTest } from '../support/redis-cluster.js';
import type { RedisProcess } from '../support/redis-process.js';
import { backInTime } from './harness/back-in-time.js';

const START_WITHIN_MS = 180_000;
const QUEUE = '{message_queue:sms}';

let redis: RedisClusterForTest;
let system: SystemUnderFault;
beforeAll(async () => {
  redis = await RedisClusterForTest.start({ replicas: 1 });
  system = await SystemUnderFault.start({ REDIS_URL: redis.url });
}, START_WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await redis?.stop();
});

/** Trouble with the node that has the queue of texts, after which it comes back as a replica. */
function nodeFails(
  name: string,
  trouble: (node: RedisProcess) => void | Promise<void>,
  mend: (node: RedisProcess) => void | Promise<void>,
): Fault {
  return {
    name,
    async inject() {
      const node = await redis.nodeOf(QUEUE);
      await backInTime(system, name, () => trouble(node));
      await mend(node);
      await redis.healthy();
    },
  };
}

const KILLED = nodeFails(
  'a node is killed',
  (node) => node.kill(),
  (node) => node.up(),
);
const PAUSED = nodeFails(
  'a node hangs',
  (node) => node.freeze(),
  (node) => node.thaw(),
);
const MOVED: Fault = {
  name: 'the slot of a queue moves',
  async inject() {
    const from = await redis.nodeOf(QUEUE);
    const others = (await redis.servingNodes()).filter((node) => node !== from);
    for (const to of [...others, from])
      await backInTime(system, 'a slot moves', () => redis.moveSlot(QUEUE, to));
    await redis.healthy();
  },
};

it(
  'a slot that moves and nodes that fail lose and double nothing',
  async () => {
    await survive(system, inTurn([MOVED, KILLED, MOVED, PAUSED]));
  },
  SCENARIO_MS,
);
