import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../apps/sandbox/src/behaviour/seeded-random.js';
import { MessageClient } from './load/message-client.js';
import { openLoad } from './load/open-load.js';
import { variables, wholeNumber } from './run/bench-options.js';
import { BenchStores } from './run/bench-stores.js';
import { machine } from './run/machine.js';
import { percentile } from './run/median.js';
import { inTurn, type Numbers } from './run/rounds.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';
import { OurStack } from './stacks/our-stack.js';
import { RetentionCount } from './retention/retention-count.js';

/**
 * `npm run bench:retention`: how long it takes to accept a message while retention goes through a database that `npm run seed`
 * has filled, and while it does not, in turn; a processor sends them meanwhile. Ends with 2 when the median of the p99s is
 * more than 5 % higher. It removes from that database.
 */
const note = (line: string) => console.log(line);
const MAX_SHARE = 1.05;
const WARM_UP_SECONDS = 3;
const USUAL = ['MESSAGE_RETENTION_DAYS=10'];
let stores: BenchStores | undefined;
let stacks: OurStack[] = [];

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      database: { type: 'string', default: 'sendstream' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '7' },
      set: { type: 'string', multiple: true, default: USUAL },
    },
  });
  const [perSecond, seconds, rounds] = [
    wholeNumber('rate', values.rate),
    wholeNumber('seconds', values.seconds),
    wholeNumber('rounds', values.rounds),
  ];
  stores = await BenchStores.start(note);
  const about = { machine: machine(), perSecond, seconds, set: values.set };
  note(JSON.stringify(about));
  const stackWith = (set: Record<string, string>) =>
    new OurStack(stores as BenchStores, { database: values.database, keep: true, set });
  const [idle, working] = [stackWith({}), stackWith(variables(values.set))] as const;
  stacks = [idle, working];
  const random = seededRandom(1);
  const api = await idle.startApi();
  const client = new MessageClient(api.sendUrl, random);

  const measure = async (stack: OurStack): Promise<Numbers> => {
    const processor = await stack.startProcessor({ providerUrl: null, concurrency: 100 });
    try {
      const load = (lasting: number) =>
        processor.during(api.process.during(openLoad(client, { perSecond, seconds: lasting, random })));
      await load(WARM_UP_SECONDS);
      const count = await RetentionCount.begin(stack.rows);
      const times = await load(seconds);
      const removed = await count.rows();
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(times, share)) as [
        number,
        number,
        number,
      ];
      return { p50, p95, p99, removedPerSecond: removed / seconds };
    } finally {
      await processor.stop();
      await sleep(500);
    }
  };
  const contestants = { without: () => measure(idle), with: () => measure(working) };
  for (const warmUp of Object.values(contestants)) await warmUp();
  const measured = await inTurn(contestants, rounds, note);
  client.close();
  await api.process.stop();
  const share = (measured.with?.median.p99 ?? NaN) / (measured.without?.median.p99 ?? NaN);
  note(
    `\np99 of accept with retention: ${(share * 100).toFixed(1)} % of that without it (must ${MAX_SHARE * 100} %)`,
  );
  note(`All numbers: ${saveResults('retention', { ...about, measured })}`);
  if (!(share <= MAX_SHARE)) process.exitCode = 2;
}

await untilInterrupted(run, async () => {
  await Promise.allSettled(stacks.map((stack) => stack.close()));
  await stores?.stop();
});
