import { ALL_QUEUES } from '#messaging';
import { QueueAdmin } from '#queue';
import request from 'supertest';
import { reaches, send, EMAIL, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RedisClusterForTest } from '../support/redis-cluster.js';
import type { RedisProcess } from '../support/redis-process.js';
import { RunningSystem } from '../support/running-system.js';

const WITHIN_MS = 60_000;
const SMS_STREAM = '{message_queue:sms}';

let redis: RedisClusterForTest;
let system: RunningSystem;
let admin: QueueAdmin;
beforeAll(async () => {
  redis = await RedisClusterForTest.start();
  system = await RunningSystem.start({
    REDIS_URL: redis.url,
    QUEUE_VISIBILITY_SECONDS: '2',
    DEFAULT_PACES: 'on',
  });
  admin = new QueueAdmin(redis.url);
  await system.startProcessor();
}, WITHIN_MS);
afterAll(async () => {
  await admin?.close();
  await system?.stop();
  await redis?.stop();
});

const delivers = async (body: object = SMS) => {
  const { id } = await send(system.url, body);
  await reaches(system.url, id, 'delivered', WITHIN_MS);
};

it('sends by every lane, and its queues are on all nodes', async () => {
  await Promise.all([
    ...(['normal', 'code', 'bulk'] as const).map((priority) => delivers({ ...SMS, priority })),
    delivers(EMAIL),
  ]);
  expect((await request(system.url).get('/ready')).body).toMatchObject({ status: 'ready' });
  const nodes = await Promise.all(ALL_QUEUES.map((queue) => redis.nodeOf(`{${queue}}`)));
  expect(new Set(nodes.map(({ port }) => port)).size).toBe(redis.masters.length);
});

it('lets operators look into queues, pause them and replay what is dead', async () => {
  const key = `${SMS_STREAM}:dead`;
  await (await redis.nodeOf(key)).redis.xadd(key, '*', 'data', '{"message_id":"none"}', 'reason', 'none');
  const all = await Promise.all(ALL_QUEUES.map((queue) => admin.stats(queue)));
  expect(all.filter(({ consumers }) => consumers === 1)).toHaveLength(ALL_QUEUES.length);
  expect(await admin.consumers('message_queue:sms')).toHaveLength(1);
  await admin.pause('message_queue:sms');
  expect(await admin.replayDead('message_queue:sms', 'all')).toBe(1);
  expect(await admin.stats('message_queue:sms')).toMatchObject({ lag: 1, consumers: 1, paused: true });
  await admin.resume('message_queue:sms');
  // It names no message, so it dies once more.
  await eventually(async () => expect((await admin.stats('message_queue:sms')).dead).toBe(1), WITHIN_MS);
  await admin.discardDead('message_queue:sms', 'all');
});

it(
  'follows a queue whose slot moves, also while it is on its way',
  async () => {
    const from = await redis.nodeOf(SMS_STREAM);
    const to = redis.masters.find((node) => node !== from) as RedisProcess;
    await redis.moveSlot(SMS_STREAM, to, () => delivers());
    expect(await redis.nodeOf(SMS_STREAM)).toBe(to);
    await delivers();
    expect(await to.redis.xlen(SMS_STREAM)).toBeGreaterThan(0);
  },
  2 * WITHIN_MS,
);
