import { TraceSink } from '../provider/trace-sink.js';
import { OurStack } from '../stacks/our-stack.js';
import type { Stack } from '../stacks/stack.js';
import type { Numbers } from '../run/rounds.js';
import { acceptBy } from './accept.js';
import type { Conditions } from './conditions.js';
import { drainBacklog } from './drain-backlog.js';
import type { Metric } from './metric.js';

/** Of every ten requests one is traced, as in production. */
const SHARE = 0.1;
const SAMPLED = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(SHARE) };
/** About what is sent in a second. */
const GUESS = 6_000;

/** What logs for machines and traces of a tenth cost; metrics are always counted. */
export const tracing: Metric = {
  name: 'tracing',
  title: 'JSON logs, and one message of ten traced, compared with neither',
  isLong: true,
  contestants: (conditions) => {
    const { stores, ours, seconds, concurrency } = conditions;
    const accept = (stack: Stack, round: number) => acceptBy(stack, conditions, round);
    const process = (stack: Stack) =>
      drainBacklog(stack, { stores, backlog: seconds * GUESS, concurrency, providerDelayMs: 0 });
    return {
      accept: (round) => accept(ours, round),
      'accept, traced': (round) => traced(conditions, (stack) => accept(stack, round)),
      process: () => process(ours),
      'process, traced': () => traced(conditions, process),
    };
  },
  rows: (measured) =>
    ['accept', 'process'].map((name) => {
      const [plain, with10] = [name, `${name}, traced`].map(
        (each) => measured[each]?.median.perSecond ?? NaN,
      );
      const ratio = (with10 as number) / (plain as number);
      return {
        metric: `${name} with JSON logs and traces (ratio: to without)`,
        unit: 'msg/s',
        ours: with10 as number,
        ratio,
        target: { of: 'ratio', bound: 'least', must: 0.9 },
      };
    }),
};

/** @throws Error when no trace came: then nothing was measured. */
async function traced({ stores }: Conditions, work: (stack: Stack) => Promise<Numbers>): Promise<Numbers> {
  const sink = await TraceSink.start();
  const set = { LOG_FORMAT: 'json', OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...SAMPLED };
  const stack = new OurStack(stores, { keep: true, set, tracedShare: SHARE });
  try {
    const numbers = await work(stack);
    if (sink.taken === 0) throw new Error('no trace came');
    return numbers;
  } finally {
    await stack.close();
    await sink.stop();
  }
}
