import { BenchStores } from './run/bench-stores.js';
import { machine } from './run/machine.js';
import { type Contestants, inTurn, type Measured } from './run/rounds.js';
import { saveResults } from './run/save-results.js';
import { untilInterrupted } from './run/until-interrupted.js';
import { heldBacklog } from './scale/held-backlog.js';
import { OurStackWithHistory } from './scale/our-stack-with-history.js';
import { SCALE_USAGE, scaleOptions } from './scale/scale-options.js';
import { scaleReport } from './scale/scale-report.js';
import { OurStack } from './stacks/our-stack.js';

/** `npm run bench:scale`: the processing rate and memory at any backlog, with two processors, and with a history. */
const note = (line: string) => console.log(line);
const BACKLOGS = [1_000, 100_000, 1_000_000];
const HISTORY_BACKLOG = 10_000;
const WARM_UP_SECONDS = 5;
let stores: BenchStores | undefined;
const stacks: OurStack[] = [];

async function run(): Promise<void> {
  const options = scaleOptions(process.argv.slice(2));
  stores = await BenchStores.start(note);
  const about = { machine: machine(), stores: await stores.describe(), options };
  note(`${JSON.stringify(about.machine)}\n${JSON.stringify(about.stores)}`);
  const ours = new OurStack(stores);
  stacks.push(ours);
  await ours.prepare();
  const { seconds, concurrency, provider, rounds } = options;
  const held = { stores, seconds, concurrency, provider, warmUpSeconds: WARM_UP_SECONDS };
  const raw: Record<string, Record<string, Measured>> = {};

  if (options.backlogs) {
    for (const processors of [1, 2]) {
      const backlogs = BACKLOGS.filter((backlog) => backlog <= options.max);
      const contestants: Contestants = Object.fromEntries(
        backlogs.map((backlog) => [
          `${backlog} waiting, ${processors} processor${processors === 1 ? '' : 's'}`,
          () => heldBacklog(ours, { ...held, backlog, processors }),
        ]),
      );
      note(`\nAlways so many waiting, ${processors} processor${processors === 1 ? '' : 's'}`);
      raw[`backlog, ${processors}`] = await inTurn(contestants, rounds, note);
    }
  }
  if (options.history > 0) {
    const old = new OurStackWithHistory(stores, options.history, note);
    stacks.push(old);
    await old.prepare();
    note(`\n${HISTORY_BACKLOG} waiting, with and without ${options.history} finished messages`);
    const one = { ...held, backlog: HISTORY_BACKLOG, processors: 1 };
    const contestants: Contestants = {
      'no history': () => heldBacklog(ours, one),
      [`history of ${options.history}`]: () => heldBacklog(old, one),
    };
    raw.history = await inTurn(contestants, rounds, note);
  }
  const report = scaleReport(
    Object.values(raw).flatMap((measured) => {
      const [first] = Object.values(measured);
      return Object.entries(measured).map(([name, each]) => ({
        name,
        measured: each,
        against: first ?? each,
      }));
    }),
  );
  note(`\nMedians of ${rounds} rounds, everybody in turn:\n\n${report.text}\n`);
  note(`All numbers: ${saveResults('scale', { ...about, measured: raw })}`);
  if (report.missed) process.exitCode = 2;
}

if (process.argv.includes('--help')) {
  note(SCALE_USAGE);
} else {
  await untilInterrupted(run, async () => {
    await Promise.allSettled(stacks.map((stack) => stack.close()));
    await stores?.stop();
  });
}
