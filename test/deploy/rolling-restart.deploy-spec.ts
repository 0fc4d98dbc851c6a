import type { AppProcess } from '../faults/harness/app-process.js';
import { expectExactlyOnce } from '../faults/harness/expect-exactly-once.js';
import { Load } from '../faults/harness/load.js';
import { SeededChoices } from '../faults/harness/seeded-choices.js';
import { eventually } from '../support/eventually.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { HaProxy } from './harness/haproxy.js';

/** Beyond two checks of HAProxy, which come once a second. */
const DRAIN_SECONDS = 4;
const PATIENCE_MS = 60_000;

describe('behind a balancer that checks once a second and repeats nothing', () => {
  const choices = new SeededChoices('rolling restart');
  let system: DeployedSystem;
  let balancer: HaProxy;
  let apis: AppProcess[];

  beforeAll(async () => {
    system = await DeployedSystem.start();
    const variables = { SHUTDOWN_DRAIN_SECONDS: String(DRAIN_SECONDS), TRUST_PROXY: 'loopback' };
    const started = await Promise.all([
      ...[1, 2].map(() => system.spawn('api', variables)),
      system.spawn('processor'),
    ]);
    await Promise.all(started.map((process) => process.up()));
    apis = started.filter(({ app }) => app === 'api');
    balancer = await HaProxy.start(
      system.directory,
      apis.map(({ port }) => port),
    );
    await allUp();
  }, 180_000);
  afterAll(async () => {
    await balancer?.stop();
    await system?.stop();
  });

  const allUp = () =>
    eventually(async () => expect((await balancer.serversUp()).length).toBe(apis.length), PATIENCE_MS);

  it('two rolling restarts under load end without one error', async () => {
    const since = new Date(Date.now() - 60_000);
    const load = new Load(system, choices, { apis: () => [balancer], concurrency: 6, pauseMs: 15 });
    await load.accepts(50);
    for (let round = 0; round < 2; round += 1) {
      for (const [index, api] of apis.entries()) {
        const ended = api.stop(PATIENCE_MS);
        // From the signal on it says so, and is still there.
        await eventually(async () => expect(await api.readiness()).toBe(503));
        await eventually(async () => expect(await balancer.serversUp()).not.toContain(api.port), PATIENCE_MS);
        expect(api.running).toBe(true);
        expect(await ended).toBe(0);
        apis[index] = await system.replace(api);
        await allUp();
        await load.accepts(20);
      }
    }
    await load.stop();
    expect([...load.refused]).toEqual([]);
    expect(load.unanswered).toBe(0);
    await expectExactlyOnce(system, load, since);
  }, 240_000);
});
