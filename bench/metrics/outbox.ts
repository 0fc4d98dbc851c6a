import { BenchProcess } from '../run/bench-process.js';
import type { Conditions } from './conditions.js';
import type { Numbers } from '../run/rounds.js';
import { type Metric, medians } from './metric.js';

const OUTSTANDING = 1_000;

/** What the batch route will stand on: `Outbox` with many calls at once, and no HTTP before it. */
export const outbox: Metric = {
  name: 'outbox',
  title: `Outbox.accept, ${OUTSTANDING} calls outstanding`,
  contestants: (conditions) => ({
    ours: (round) => measure(conditions, round),
    limit: async (round) => {
      const { warmUpSeconds: warmUp, seconds, seed } = conditions;
      return { perSecond: await conditions.limit.accept({ warmUp, seconds, seed: seed + round }) };
    },
  }),
  rows: ({ ours, limit }) => [
    {
      metric: 'Outbox, many at once',
      unit: 'msg/s',
      ...medians({ ours, limit }, 'perSecond'),
      target: { of: 'share', bound: 'least', must: 0.35, hope: 0.6 },
    },
  ],
};

async function measure({ ours, stores, ...rest }: Conditions, round: number): Promise<Numbers> {
  const { warmUpSeconds, seconds, seed } = rest;
  await ours.reset();
  await stores.settle();
  const outboxRate = new BenchProcess({
    name: 'Outbox',
    program: 'bench/ours/outbox-rate',
    args: [OUTSTANDING, warmUpSeconds, seconds, seed + round].map(String),
    env: ours.environment(),
    profileTo: ours.profileTo,
  });
  const result = await outboxRate.line('RESULT');
  await outboxRate.finished();
  return { perSecond: (JSON.parse(result) as { perSecond: number }).perSecond };
}
