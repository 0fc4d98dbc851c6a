import { withProvider } from '../run/provider-process.js';
import { type Metric, medians } from './metric.js';
import { drainBacklog } from './drain-backlog.js';

/** About what each does in a second, so that a measurement lasts about as long as was asked for. */
const GUESS = { ours: 3_000, stock: 800 };

/** Working off a backlog through the `twilio` SDK; the limit here is the SDK alone. */
export const processWithSdk: Metric = {
  name: 'process',
  title: 'a backlog worked off through the twilio SDK',
  contestants: ({ stores, ours, stock, limit, seconds, warmUpSeconds, concurrency }) => ({
    ours: () =>
      drainBacklog(ours, { stores, backlog: seconds * GUESS.ours, concurrency, providerDelayMs: 0 }),
    stock: () =>
      drainBacklog(stock, { stores, backlog: seconds * GUESS.stock, concurrency, providerDelayMs: 0 }),
    sdk: () =>
      withProvider(0, async (url) => ({
        perSecond: await limit.sdk(url, concurrency, warmUpSeconds, seconds),
      })),
  }),
  rows: ({ ours, stock, sdk }) => [
    {
      metric: 'process, twilio SDK (limit: SDK alone)',
      unit: 'msg/s',
      ...medians({ ours, stock, limit: sdk }, 'perSecond'),
      target: { of: 'ratio', bound: 'least', must: 3, hope: 5 },
    },
    {
      metric: 'memory of the processor, most',
      unit: 'MB',
      ...medians({ ours, stock }, 'rssMb'),
    },
  ],
};
