import { requireUsableRedis } from '#queue';
import request from 'supertest';
import { AppProcess } from '../faults/harness/app-process.js';
import { eventually } from '../support/eventually.js';
import { clusterSettings, RedisClusterForTest } from '../support/redis-cluster.js';
import { RedisProcess } from '../support/redis-process.js';
import { RunningSystem } from '../support/running-system.js';
import { reaches, send } from '../support/client.js';

const WITHIN_MS = 60_000;
const LOCAL = { bind: '127.0.0.1', save: '""' };

let system: RunningSystem;
let single: RedisProcess;
let replica: RedisProcess;
let sentinel: RedisProcess;
let cluster: RedisClusterForTest;
beforeAll(async () => {
  single = await RedisProcess.start(LOCAL);
  replica = await RedisProcess.start({ ...LOCAL, replicaof: `127.0.0.1 ${single.port}` });
  const monitor = { 'sentinel monitor': `mymaster 127.0.0.1 ${single.port} 1` };
  sentinel = await RedisProcess.start({ bind: '127.0.0.1', ...monitor }, { flags: ['--sentinel'] });
  cluster = await RedisClusterForTest.start({ masters: 1 });
  system = await RunningSystem.start();
}, 2 * WITHIN_MS);
afterAll(async () => {
  await system?.stop();
  await cluster?.stop();
  await Promise.all([sentinel, replica, single].map((each) => each?.stop()));
});

const at = (scheme: string, { port }: { port: number }, rest = '') => `${scheme}://127.0.0.1:${port}${rest}`;
const only = () => cluster.masters[0] as RedisProcess;

it('a cluster whose nodes do not know where they are ends the boot', async () => {
  const alone = await RedisProcess.start({
    ...LOCAL,
    ...(await clusterSettings()),
    'cluster-announce-ip': '""',
  });
  try {
    await alone.redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    await expect(requireUsableRedis(at('redis+cluster', alone))).rejects.toThrow(
      /set its cluster-announce-ip/,
    );
  } finally {
    await alone.stop();
  }
});

describe('another kind of Redis than REDIS_URL says', () => {
  it.each<[string, () => string, RegExp]>([
    ['a Sentinel', () => at('redis', sentinel), /leads to a Sentinel: it must begin with redis\+sentinel:/],
    [
      'a cluster',
      () => at('redis', only()),
      /leads to a node of a cluster: it must begin with redis\+cluster:/,
    ],
    ['no cluster', () => at('redis+cluster', single), /this Redis is no cluster: it must begin with redis:/],
    ['no Sentinel', () => at('redis+sentinel', single, '/mymaster'), /its hosts must be the Sentinels/],
  ])(
    'ends the boot: %s',
    async (_kind, url, message) => {
      for (const app of ['api', 'processor'] as const) {
        const variables = { ...system.variables, LOG_LEVEL: 'info', REDIS_URL: url() };
        const process = await AppProcess.spawn(app, variables);
        expect(await process.exited).toBe(1);
        expect(process.log).toMatch(message);
      }
    },
    WITHIN_MS,
  );

  it(
    'is told of when it comes later',
    async () => {
      // What was one server when the api booted.
      const later = await RedisProcess.start(LOCAL);
      const api = await system.startApi({ REDIS_URL: at('redis', later) });
      const { port } = later;
      await later.stop();
      const node = await RedisProcess.start({ ...LOCAL, ...(await clusterSettings()) }, { port });
      try {
        await node.redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 1);
        await eventually(async () => {
          const { body } = await request(api).get('/ready').expect(200);
          expect(body).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down' } } });
          expect(body.checks.redis.error).toMatch(/CLUSTERDOWN|redis\+cluster/);
        }, WITHIN_MS);
      } finally {
        await node.stop();
      }
    },
    2 * WITHIN_MS,
  );
});

it(
  'a replica does not end the boot, and is not ready until it is the master',
  async () => {
    const variables = { REDIS_URL: at('redis', replica) };
    const api = await system.startApi(variables);
    const processor = await system.startProcessor(variables);
    const { body } = await request(api).get('/ready').expect(200);
    expect(body).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down' } } });
    expect(body.checks.redis.error).toMatch(/this is a replica, which takes no writes/);
    await eventually(async () => {
      const ofProcessor = await fetch(`${await processor.getUrl()}/ready`);
      expect(ofProcessor.status).toBe(503);
      expect(await ofProcessor.text()).toMatch(/this is a replica/);
    }, WITHIN_MS);
    const { id } = await send(api);
    await replica.redis.replicaof('NO', 'ONE');
    await reaches(api, id, 'delivered', WITHIN_MS);
    expect((await request(api).get('/ready')).body).toMatchObject({ status: 'ready' });
  },
  2 * WITHIN_MS,
);

it(
  'a cluster of one node does all that is asked',
  async () => {
    const variables = { REDIS_URL: cluster.url };
    const api = await system.startApi(variables);
    await system.startProcessor(variables);
    const { id } = await send(api);
    await reaches(api, id, 'delivered', WITHIN_MS);
    await eventually(async () => {
      expect((await request(api).get('/ready')).body).toMatchObject({ status: 'ready' });
    }, WITHIN_MS);
  },
  2 * WITHIN_MS,
);
