import { closedLoad } from '../load/closed-load.js';
import type { Conditions } from './conditions.js';
import type { Numbers } from '../run/rounds.js';
import { perMessage } from '../run/store-work.js';
import type { RunningApi, Stack } from '../stacks/stack.js';
import { type Metric, medians } from './metric.js';

/** How many single messages the api takes in a second, and how long each waits. No processor runs. */
export const accept: Metric = {
  name: 'accept',
  title: 'POST /api/v1/messages/send, one message a request',
  contestants: (conditions) => ({
    ours: (round) => acceptBy(conditions.ours, conditions, round),
    stock: (round) => acceptBy(conditions.stock, conditions, round),
    limit: async (round) => {
      const { warmUpSeconds: warmUp, seconds, seed } = conditions;
      return { perSecond: await conditions.limit.accept({ warmUp, seconds, seed: seed + round }) };
    },
    edge: async (round) => load(await conditions.limit.startEdge(), conditions, round),
  }),
  rows: ({ ours, stock, limit, edge }) => [
    {
      metric: 'accept, single send',
      unit: 'msg/s',
      ...medians({ ours, stock, limit }, 'perSecond'),
      target: { of: 'ratio', bound: 'least', must: 3.5, hope: 5 },
    },
    {
      metric: 'the same (limit: Nest alone, nothing stored)',
      unit: 'msg/s',
      ...medians({ ours, limit: edge }, 'perSecond'),
    },
    { metric: 'accept, p50', unit: 'ms', ...medians({ ours, stock }, 'p50') },
    { metric: 'accept, p99', unit: 'ms', ...medians({ ours, stock }, 'p99') },
    {
      metric: 'memory of the api, most',
      unit: 'MB',
      ...medians({ ours, stock }, 'rssMb'),
    },
  ],
};

/** So many messages its api takes in a second, one a request. */
export async function acceptBy(stack: Stack, conditions: Conditions, round: number): Promise<Numbers> {
  await stack.reset();
  const before = await stack.storeWork();
  const numbers = await load(await stack.startApi(), conditions, round);
  return { ...numbers, ...perMessage(before, await stack.storeWork(), await stack.count()) };
}

async function load(api: RunningApi, conditions: Conditions, round: number): Promise<Numbers> {
  const { connections, seconds, warmUpSeconds, seed, stores } = conditions;
  const post = { url: api.sendUrl, connections, seed: seed + round };
  try {
    await api.process.during(closedLoad({ ...post, seconds: warmUpSeconds, seed: post.seed + 1_000 }));
    await stores.settle();
    const cpuBefore = api.process.cpuSeconds();
    const result = await api.process.during(closedLoad({ ...post, seconds }));
    const cpu = api.process.cpuSeconds() - cpuBefore;
    return {
      ...result,
      cpuMsPerMessage: (cpu * 1_000) / (result.perSecond * seconds),
      rssMb: api.process.peakRssMb(),
    };
  } finally {
    await api.process.stop();
  }
}
