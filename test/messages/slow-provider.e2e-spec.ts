import { MMS, reaches, send } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const LATENCY_MS = 2_000;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ SANDBOX_LATENCY_MS: String(LATENCY_MS), SMS_CONCURRENCY: '50' });
  await send(system.url, MMS); // warms what the measured requests use; no processor runs yet
});
afterAll(() => system.stop());

describe('with a provider that takes two seconds', () => {
  it('still answers at once, and works off a queue side by side', async () => {
    await system.startProcessor();
    const latencies: number[] = [];
    const ids: string[] = [];
    for (let index = 0; index < 100; index += 1) {
      const started = performance.now();
      ids.push((await send(system.url)).id);
      latencies.push(performance.now() - started);
    }
    const started = performance.now();
    const median = latencies.sort((a, b) => a - b)[50] as number;
    expect(median).toBeLessThan(50);

    for (const id of ids) await reaches(system.url, id, 'delivered', 15_000);
    const rounds = (performance.now() - started) / LATENCY_MS;
    expect(rounds).toBeLessThan(3.5);
  });
});
