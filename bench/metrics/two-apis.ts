import { closedLoad } from '../load/closed-load.js';
import type { Numbers } from '../run/rounds.js';
import type { Conditions } from './conditions.js';
import type { Metric } from './metric.js';

/** What a second api adds, where both share the machine with their load, PostgreSQL and Redis. */
export const twoApis: Metric = {
  name: 'two-apis',
  title: 'single sends to one api, and to two that share the same connections',
  isLong: true,
  contestants: (conditions) => ({
    one: (round) => acceptAt(1, conditions, round),
    two: (round) => acceptAt(2, conditions, round),
  }),
  rows: ({ one, two }) => {
    const [single, double] = [one?.median.perSecond ?? NaN, two?.median.perSecond ?? NaN];
    return [
      { metric: 'accept, one api', unit: 'msg/s', ours: single },
      { metric: 'accept, two apis (ratio: to one)', unit: 'msg/s', ours: double, ratio: double / single },
    ];
  },
};

async function acceptAt(count: number, conditions: Conditions, round: number): Promise<Numbers> {
  const { ours, stores, seconds, warmUpSeconds, seed } = conditions;
  await ours.reset();
  const apis = await Promise.all(Array.from({ length: count }, () => ours.startApi()));
  const connections = Math.ceil(conditions.connections / count);
  const load = (duration: number, from: number) =>
    Promise.all(
      apis.map(({ sendUrl: url, process }, index) =>
        process.during(closedLoad({ url, connections, seconds: duration, seed: from + index })),
      ),
    );
  try {
    await load(warmUpSeconds, seed + round + 1_000);
    await stores.settle();
    const results = await load(seconds, seed + round);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return {
      perSecond: sum(results.map(({ perSecond }) => perSecond)),
      p99: Math.max(...results.map(({ p99 }) => p99)),
    };
  } finally {
    await Promise.all(apis.map(({ process }) => process.stop()));
  }
}
