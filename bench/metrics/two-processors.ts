import type { Metric } from './metric.js';
import { drainBacklog } from './drain-backlog.js';

const PROVIDER_DELAY_MS = 50;
/** So few that two processors, provider, PostgreSQL and Redis have room on two cores: what bounds them is this. */
const CONCURRENCY = 20;

/** Whether a second processor doubles the rate when concurrency, and not the machine, is what bounds it. */
export const twoProcessors: Metric = {
  name: 'two-processors',
  title: `provider at ${PROVIDER_DELAY_MS} ms, ${CONCURRENCY} in hand in each processor`,
  contestants: ({ stores, ours, seconds }) => {
    const work = (processors: number) =>
      drainBacklog(ours, {
        stores,
        backlog: (seconds * processors * CONCURRENCY * 1_000) / PROVIDER_DELAY_MS,
        concurrency: CONCURRENCY,
        providerDelayMs: PROVIDER_DELAY_MS,
        processors,
      });
    return { one: () => work(1), two: () => work(2) };
  },
  rows: ({ one, two }) => {
    const [single, double] = [one?.median.perSecond ?? NaN, two?.median.perSecond ?? NaN];
    return [
      { metric: `one processor, provider at ${PROVIDER_DELAY_MS} ms`, unit: 'msg/s', ours: single },
      {
        metric: 'two processors (ratio: to one)',
        unit: 'msg/s',
        ours: double,
        ratio: double / single,
        target: { of: 'ratio', bound: 'least', must: 1.9, hope: 2 },
      },
    ];
  },
};
