import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppProcess } from '../faults/harness/app-process.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { HaProxy } from './harness/haproxy.js';

const CLIENTS = 40;
/** When Node's own time for idle connections is over: who says nothing of it is reset then. */
const NODES_OWN_MS = 6_000;
/** HAProxy keeps connections to us for longer than that, and those to clients for a little longer. */
const IDLE_SECONDS = { clients: 8, servers: 60 };

describe('behind a balancer that keeps connections while nothing is said on them', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let system: DeployedSystem;
  let api: AppProcess;
  let balancer: HaProxy;

  beforeAll(async () => {
    system = await DeployedSystem.start();
    api = await (await system.spawn('api', { TRUST_PROXY: 'loopback' })).up();
    const settings = { idleSeconds: IDLE_SECONDS, reuse: 'always' } as const;
    balancer = await HaProxy.start(system.directory, [api.port], settings);
  }, 300_000);
  afterAll(async () => {
    agent.destroy();
    await balancer?.stop();
    await system?.stop();
  });

  /** One request of each client, all at once: statuses, or what went wrong. */
  const ask = () =>
    Promise.all(
      Array.from(
        { length: CLIENTS },
        () =>
          new Promise<number | string>((resolve) => {
            const request = get(`${balancer.url}/api/v1/messages?limit=1`, { agent }, (response) => {
              response.resume().once('end', () => resolve(response.statusCode ?? 0));
            });
            request.once('error', (error) => resolve(error.message));
          }),
      ),
    );

  it('resets no request, however long a connection was idle, and closes no connection before the balancer', async () => {
    const all = Array.from({ length: CLIENTS }, () => 200);
    expect(await ask()).toEqual(all);
    for (const idleMs of [NODES_OWN_MS, IDLE_SECONDS.clients * 1_000 + 500]) {
      const before = await balancer.reuses();
      // What is tested is what happens in this time.
      await delay(idleMs);
      expect(await ask()).toEqual(all);
      expect((await balancer.reuses()) - before).toBe(CLIENTS);
    }
  }, 60_000);
});
