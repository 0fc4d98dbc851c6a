import { setTimeout as sleep } from 'node:timers/promises';
import { MessageClient } from '../load/message-client.js';
import { FakeProvider } from '../provider/fake-provider.js';
import type { Conditions } from './conditions.js';
import { percentile } from '../run/median.js';
import type { Numbers } from '../run/rounds.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import type { Stack } from '../stacks/stack.js';
import { type Metric, medians } from './metric.js';

const PER_SECOND = 30;
const WARM_UP = 50;
const ARRIVES_WITHIN_MS = 10_000;

/**
 * From the end of the 201 to the request at the provider, one message at a time. Client and provider are this one
 * process, so both moments are of one clock. Below 0: the processor was faster than the answer.
 */
export const idleLatency: Metric = {
  name: 'latency',
  title: 'idle: from the 201 to the request at the provider',
  contestants: (conditions) => ({
    ours: (round) => measure(conditions.ours, conditions, round),
    stock: (round) => measure(conditions.stock, conditions, round),
  }),
  rows: ({ ours, stock }) => [
    {
      metric: 'idle, 201 to provider, p50',
      unit: 'ms',
      ...medians({ ours, stock }, 'p50'),
      target: { of: 'ratio', bound: 'most', must: 1, hope: 0.5 },
    },
    {
      metric: 'idle, 201 to provider, p99',
      unit: 'ms',
      ...medians({ ours, stock }, 'p99'),
      target: { of: 'ratio', bound: 'most', must: 1, hope: 0.5 },
    },
    {
      metric: 'idle, request to provider, p50',
      unit: 'ms',
      ...medians({ ours, stock }, 'wholeP50'),
    },
  ],
};

async function measure(stack: Stack, conditions: Conditions, round: number): Promise<Numbers> {
  const { seconds, concurrency, seed } = conditions;
  const random = seededRandom(seed + round);
  let arrived = (_at: number): void => undefined;
  const provider = new FakeProvider({ delayMs: 0, onRequest: () => arrived(performance.now()) });
  await stack.reset();
  const api = await stack.startApi();
  const processor = await stack.startProcessor({ providerUrl: await provider.listen(), concurrency });
  const client = new MessageClient(api.sendUrl, random);
  const after: number[] = [];
  const whole: number[] = [];
  const one = async () => {
    const arrival = new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no request at the provider')), ARRIVES_WITHIN_MS);
      arrived = (at) => {
        clearTimeout(late);
        resolve(at);
      };
    });
    const began = performance.now();
    await client.send();
    const answered = performance.now();
    const arrivedAt = await arrival;
    after.push(arrivedAt - answered);
    whole.push(arrivedAt - began);
  };
  try {
    for (let count = 0; count < WARM_UP + seconds * PER_SECOND; count += 1) {
      await api.process.during(processor.during(one()));
      // Not in step with anything that beats inside.
      await sleep(10 + random() * 30);
    }
  } finally {
    client.close();
    await Promise.all([api.process.stop(), processor.stop()]);
    await provider.close();
  }
  const [measured, all] = [after.slice(WARM_UP), whole.slice(WARM_UP)];
  return { p50: percentile(measured, 0.5), p99: percentile(measured, 0.99), wholeP50: percentile(all, 0.5) };
}
