import { type Metric, medians } from './metric.js';
import { drainBacklog } from './drain-backlog.js';

const GUESS = { ours: 14_000, limit: 28_000 };
/** Twice what the limit has in hand, two batches of a hundred: a message here passes more steps at once. */
const IN_HAND = 400;

/** Working off a backlog with a provider that answers inside the processor: what is left is our own work. */
export const processInProcess: Metric = {
  name: 'in-process',
  title: `a backlog worked off, provider answers in-process, ${IN_HAND} in hand`,
  contestants: ({ stores, ours, limit, seconds }) => ({
    ours: () =>
      drainBacklog(ours, {
        stores,
        backlog: seconds * GUESS.ours,
        concurrency: IN_HAND,
        providerDelayMs: null,
      }),
    limit: async () => ({ perSecond: await limit.process(seconds * GUESS.limit) }),
  }),
  rows: ({ ours, limit }) => [
    {
      metric: `process, provider in-process, ${IN_HAND} in hand`,
      unit: 'msg/s',
      ...medians({ ours, limit }, 'perSecond'),
      target: { of: 'share', bound: 'least', must: 0.5, hope: 0.75 },
    },
  ],
};
