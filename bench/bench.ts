import { METRICS } from './metrics/index.js';
import { benchOptions, USAGE } from './run/bench-options.js';
import { BenchStores } from './run/bench-stores.js';
import type { Conditions } from './metrics/conditions.js';
import { machine } from './run/machine.js';
import { judged, printed, type ReportRow } from './metrics/report.js';
import { inTurn } from './run/rounds.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';
import { Limit } from './stacks/limit.js';
import { OurStack } from './stacks/our-stack.js';
import { StockStack } from './stacks/stock-stack.js';

/** `npm run bench`: ours, the stock stack and the limit in turn, in one run; one table, and a file of all numbers. */
const note = (line: string) => console.log(line);
const names = METRICS.map(({ name }) => name);
let stores: BenchStores | undefined;
let ours: OurStack | undefined;
let stock: StockStack | undefined;
let limit: Limit | undefined;

async function run(): Promise<void> {
  const options = benchOptions(process.argv.slice(2), names);
  stores = await BenchStores.start(note);
  ours = new OurStack(stores, { profileTo: options.profileTo, set: options.set });
  stock = new StockStack(stores);
  limit = new Limit(stores);
  const about = { machine: machine(), stores: await stores.describe(), options };
  note(`${JSON.stringify(about.machine)}\n${JSON.stringify(about.stores)}\nSEED=${options.seed}`);
  for (const each of [ours, stock, limit]) await each.prepare();

  const { seconds, concurrency, seed, backlog } = options;
  const load = { seconds, warmUpSeconds: Math.min(3, seconds), connections: 50, concurrency, seed, backlog };
  const conditions: Conditions = { stores, ours, stock, limit, ...load, note };
  const rows: ReportRow[] = [];
  const raw: Record<string, unknown> = {};
  for (const metric of METRICS) {
    if (options.only.length === 0 ? metric.isLong : !options.only.includes(metric.name)) continue;
    note(`\n${metric.title}`);
    const measured = await inTurn(metric.contestants(conditions), options.rounds, note);
    raw[metric.name] = measured;
    rows.push(...metric.rows(measured).map(judged));
  }
  note(`\nMedians of ${options.rounds} rounds, everybody in turn:\n\n${printed(rows)}\n`);
  note(`All numbers: ${saveResults('bench', { ...about, rows, measured: raw })}`);
  if (rows.some(({ ok }) => ok === 'missed')) process.exitCode = 2;
}

if (process.argv.includes('--help')) {
  note(USAGE.replace('%names%', names.join(', ')));
} else {
  await untilInterrupted(run, async () => {
    await Promise.allSettled([ours, stock, limit].map((each) => each?.close()));
    await stores?.stop();
  });
}
