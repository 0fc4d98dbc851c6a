import type { Metric } from './metric.js';
import { workOff } from './work-off.js';

const GUESS = { ours: 5_000, limit: 12_000 };

/** Working off a backlog with a provider that answers inside the processor: what is left is our own work. */
export const processInProcess: Metric = {
  name: 'in-process',
  title: 'a backlog worked off, provider answers in-process',
  contestants: ({ stores, ours, limit, seconds, concurrency }) => ({
    ours: () => workOff(ours, { stores, backlog: seconds * GUESS.ours, concurrency, providerDelayMs: null }),
    limit: async () => ({ perSecond: await limit.process(seconds * GUESS.limit) }),
  }),
  rows: ({ ours, limit }) => [
    {
      metric: 'process, provider in-process',
      unit: 'msg/s',
      ours: ours?.median.perSecond ?? NaN,
      limit: limit?.median.perSecond ?? NaN,
      target: { of: 'share', bound: 'least', must: 0.5, hope: 0.75 },
    },
  ],
};
