import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { MessageClient } from '../load/message-client.js';
import { FakeProvider } from '../provider/fake-provider.js';
import { percentile } from '../run/median.js';
import type { Numbers } from '../run/rounds.js';
import type { Stack } from '../stacks/stack.js';
import type { Conditions } from './conditions.js';
import { type Metric, medians } from './metric.js';

const PROVIDER_DELAY_MS = 300;
const PER_SECOND = 10;
const WARM_UP = 30;
const ARRIVES_WITHIN_MS = 60_000;

/**
 * From the end of a code's 201 to its request at the provider, while bulk waits that takes hours to be sent. Client and
 * provider are this one process, so both moments are of one clock. The stock stack has BullMQ's priorities.
 */
export const lanes: Metric = {
  name: 'lanes',
  title: `codes, ${PER_SECOND} a second, behind bulk, with a provider that takes ${PROVIDER_DELAY_MS} ms`,
  isLong: true,
  contestants: (conditions) => ({
    ours: (round) => measure(conditions.ours, conditions, round),
    stock: (round) => measure(conditions.stock, conditions, round),
  }),
  rows: ({ ours, stock }) => [
    { metric: 'code behind bulk, 201 to provider, p50', unit: 'ms', ...medians({ ours, stock }, 'p50') },
    {
      metric: 'code behind bulk, 201 to provider, p99',
      unit: 'ms',
      ...medians({ ours, stock }, 'p99'),
      target: { of: 'ours', bound: 'most', must: 1_000, hope: 100 },
    },
    { metric: 'bulk meanwhile', unit: 'msg/s', ...medians({ ours, stock }, 'bulkPerSecond') },
  ],
};

async function measure(stack: Stack, conditions: Conditions, round: number): Promise<Numbers> {
  const { backlog, seconds, concurrency, seed, stores } = conditions;
  const random = seededRandom(seed + round);
  const arrivals = new Map<string, (at: number) => void>();
  let bulk = 0;
  const provider = new FakeProvider({
    delayMs: PROVIDER_DELAY_MS,
    onMessage: (form) => {
      const arrived = arrivals.get(form.get('Body') ?? '');
      if (arrived) arrived(performance.now());
      else bulk += 1;
    },
  });
  await stack.reset();
  await stack.fillBulk(backlog);
  await stores.settle();
  const api = await stack.startApi();
  const processor = await stack.startProcessor({ providerUrl: await provider.listen(), concurrency });
  const client = new MessageClient(api.sendUrl, random);
  const one = async (number: number) => {
    const body = `Your code is ${number}`;
    const arrival = new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no request at the provider')), ARRIVES_WITHIN_MS);
      arrivals.set(body, (at) => {
        clearTimeout(late);
        resolve(at);
      });
    });
    await client.send({ body, priority: 'code' });
    const answered = performance.now();
    return (await arrival) - answered;
  };
  // At moments of their own, in step with nothing that beats inside.
  const codes = (from: number, count: number) => {
    let dueMs = 0;
    return Promise.all(
      Array.from({ length: count }, (_, n) => {
        dueMs += (-Math.log(1 - random()) * 1_000) / PER_SECOND;
        return sleep(dueMs).then(() => one(from + n));
      }),
    );
  };
  const running = <T>(work: Promise<T>) => api.process.during(processor.during(work));
  try {
    await running(codes(0, WARM_UP));
    const [startedAt, bulkBefore] = [performance.now(), bulk];
    const latencies = await running(codes(WARM_UP, seconds * PER_SECOND));
    const bulkPerSecond = ((bulk - bulkBefore) * 1_000) / (performance.now() - startedAt);
    return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), bulkPerSecond };
  } finally {
    client.close();
    await Promise.all([api.process.stop(), processor.stop()]);
    await provider.close();
  }
}
