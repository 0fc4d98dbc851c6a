import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { BenchStores } from './run/bench-stores.js';
import { machine } from './run/machine.js';
import { saveResults } from './run/save-results.js';
import { seededRandom } from '../apps/sandbox/src/behaviour/seeded-random.js';
import { untilInterrupted } from './run/until-interrupted.js';
import { OurStack } from './stacks/our-stack.js';
import { CallbackLoad, PUBLIC_URL, type StatusCallback } from './webhooks/callback-load.js';
import { sentTexts } from './webhooks/sent-texts.js';

/** `npm run bench:webhooks`: signed callbacks at a rate, the api alone; then the same ones three times, shuffled. */
const DATABASE = 'sendstream_bench_webhooks';
const P99_MS = 100;
const WARM_UP = 3_000;
const TIMES = 3;

const note = (line: string) => console.log(line);
let stores: BenchStores | undefined;
let stack: OurStack | undefined;
let pool: Pool | undefined;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '30' },
      same: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [rate, seconds, same, seed] = [values.rate, values.seconds, values.same, values.seed].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const random = seededRandom(seed);
  stores = await BenchStores.start(note);
  const about = { machine: machine(), stores: await stores.describe(), rate, seconds, same, seed };
  note(`${JSON.stringify(about.machine)}\n${JSON.stringify(about.stores)}`);
  stack = new OurStack(stores, {
    database: DATABASE,
    set: { PUBLIC_URL, NODE_ENV: 'test', LOG_LEVEL: 'warn' },
  });
  await stack.prepare();
  pool = new Pool({ connectionString: stores.databaseUrl(DATABASE), max: 2 });
  const total = rate * seconds;
  const texts = await sentTexts(pool, total + same + WARM_UP);
  const delivered = texts.map((text): StatusCallback => ({ ...text, status: 'delivered' }));
  await stores.settle();
  const api = await stack.startApi();
  const load = new CallbackLoad(new URL(api.sendUrl).origin);
  try {
    await load.at(rate, delivered.slice(0, WARM_UP), random);
    const measured = delivered.slice(WARM_UP, WARM_UP + total);
    const cpuBefore = api.process.cpuSeconds();
    const latencies = (await load.at(rate, measured, random)).sort((one, other) => one - other);
    const cpu = (api.process.cpuSeconds() - cpuBefore) / seconds;
    const [p50, p99, most] = [0.5, 0.99, 1].map((share) => quantile(latencies, share)) as [
      number,
      number,
      number,
    ];
    const stored = await counted(
      'SELECT count(*)::int AS count FROM webhook_events WHERE applied_at IS NOT NULL',
    );
    note(
      `\n${rate}/s for ${seconds} s: ${latencies.length} answered 200, ${stored - WARM_UP} stored and applied`,
    );
    note(
      `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms, api ${(cpu * 100).toFixed(0)} % of a core`,
    );

    const repeated = delivered
      .slice(WARM_UP + total)
      .flatMap((one) => Array.from({ length: TIMES }, () => one));
    shuffle(repeated, random);
    await load.at(rate * 2, repeated, random);
    const rows = (await counted('SELECT count(*)::int AS count FROM webhook_events')) - WARM_UP - total;
    const effects = await counted(
      "SELECT count(*)::int AS count FROM message_events WHERE type = 'delivered'",
    );
    note(
      `${repeated.length} callbacks, each of ${same} ${TIMES} times: ${rows} rows, ${effects - WARM_UP - total} effects`,
    );
    const results = {
      p50,
      p99,
      most,
      cpu,
      stored: stored - WARM_UP,
      rows,
      effects: effects - WARM_UP - total,
    };
    note(`All numbers: ${saveResults('webhooks', { ...about, ...results })}`);
    const isGood = p99 < P99_MS && results.stored === total && rows === same && results.effects === same;
    if (!isGood) process.exitCode = 2;
  } finally {
    load.close();
    await api.process.stop();
  }
}

async function counted(sql: string): Promise<number> {
  const { rows } = await (pool as Pool).query<{ count: number }>(sql);
  return rows[0]?.count ?? 0;
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? NaN;
}

function shuffle<T>(things: T[], random: () => number): void {
  for (let last = things.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [things[last], things[other]] = [things[other] as T, things[last] as T];
  }
}

await untilInterrupted(run, async () => {
  await pool?.end();
  await stack?.close();
  await stores?.stop();
});
