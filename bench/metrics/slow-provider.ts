import { MessageClient } from '../load/message-client.js';
import { openLoad } from '../load/open-load.js';
import type { Conditions } from './conditions.js';
import { percentile } from '../run/median.js';
import { withProvider } from '../run/provider-process.js';
import type { Numbers } from '../run/rounds.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import type { Stack } from '../stacks/stack.js';
import { type Metric, medians } from './metric.js';

const PROVIDER_DELAY_MS = 2_000;
const PER_SECOND = 100;

/** Whether a provider that takes two seconds is felt by who posts a message: it must not be. */
export const slowProvider: Metric = {
  name: 'slow-provider',
  title: `send while the provider takes ${PROVIDER_DELAY_MS} ms, ${PER_SECOND} messages a second`,
  contestants: (conditions) => ({
    ours: (round) => measure(conditions.ours, conditions, round),
    stock: (round) => measure(conditions.stock, conditions, round),
  }),
  rows: ({ ours, stock }) => [
    {
      metric: 'send p99, provider at 2,000 ms',
      unit: 'ms',
      ...medians({ ours, stock }, 'p99'),
      target: { of: 'ours', bound: 'most', must: 50, hope: 15 },
    },
  ],
};

async function measure(stack: Stack, conditions: Conditions, round: number): Promise<Numbers> {
  const { seconds, warmUpSeconds, concurrency, seed, stores } = conditions;
  const random = seededRandom(seed + round);
  await stack.reset();
  return withProvider(PROVIDER_DELAY_MS, async (providerUrl) => {
    const api = await stack.startApi();
    const processor = await stack.startProcessor({ providerUrl, concurrency });
    const client = new MessageClient(api.sendUrl, random);
    const load = (length: number) => openLoad(client, { perSecond: PER_SECOND, seconds: length, random });
    try {
      await api.process.during(processor.during(load(warmUpSeconds)));
      await stores.settle();
      const latencies = await api.process.during(processor.during(load(seconds)));
      return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
    } finally {
      client.close();
      await Promise.all([api.process.stop(), processor.stop()]);
    }
  });
}
