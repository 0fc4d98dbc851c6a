import { QueueAdmin } from '#queue';
import request from 'supertest';
import { reaches, send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { RunningSystem } from '../support/running-system.js';

const WITHIN_MS = 60_000;

let redis: RedisSentinels;
let system: RunningSystem;
beforeAll(async () => {
  redis = await RedisSentinels.start();
  system = await RunningSystem.start({ REDIS_URL: redis.url, QUEUE_VISIBILITY_SECONDS: '2' });
  await system.startProcessor();
}, WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await redis?.stop();
});

it(
  'goes on with the new master when the old one is killed',
  async () => {
    const first = await send(system.url);
    await reaches(system.url, first.id, 'delivered', WITHIN_MS);
    const [{ server: old }, { server: next }] = await redis.masterAndReplica();
    await old.kill();
    const second = await send(system.url);
    await reaches(system.url, second.id, 'delivered', WITHIN_MS);
    await eventually(async () => {
      expect((await request(system.url).get('/ready')).body).toMatchObject({ status: 'ready' });
    }, WITHIN_MS);
    expect(await next.redis.xlen('message_queue:sms')).toBeGreaterThan(0);
    const admin = new QueueAdmin(redis.url);
    try {
      await eventually(async () =>
        expect(await admin.stats('message_queue:sms')).toMatchObject({ depth: 0, consumers: 1 }),
      );
    } finally {
      await admin.close();
    }
  },
  2 * WITHIN_MS,
);
