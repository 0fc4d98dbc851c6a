import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchProcess } from '../run/bench-process.js';
import type { BenchStores } from '../run/bench-stores.js';
import { rssMb } from '../run/process-usage.js';
import { takenBy, withProvider } from '../run/provider-process.js';
import type { Numbers } from '../run/rounds.js';
import type { OurStack } from '../stacks/our-stack.js';
import { fillMessages } from '../stacks/our-rows.js';

const FEED_EVERY_MS = 25;
const CHUNK = 100_000;
/** More than any machine this runs on does in a second; so many are prepared to be fed in. */
const MAX_RATE = { sdk: 8_000, 'in-process': 20_000 };
/** Rows that are fed in later are due this late, so that they do not look as if they had lost their entry. */
const LATER_SECONDS = 3_600;

export interface HeldBacklogOptions {
  stores: BenchStores;
  backlog: number;
  processors: number;
  concurrency: number;
  provider: keyof typeof MAX_RATE;
  warmUpSeconds: number;
  seconds: number;
}

/**
 * The rate at which processors work while the queue always holds `backlog` messages: what is taken is fed in again, so
 * that a thousand and a million are measured over the same time and in the same way. Also the most memory a processor
 * took, and what an entry takes in Redis.
 * @throws Error when the provider saw more messages than were sent.
 */
export async function heldBacklog(ours: OurStack, options: HeldBacklogOptions): Promise<Numbers> {
  await ours.reset();
  const before = await ours.sentTotal();
  await ours.enqueue(await fill(ours, options.backlog, 0));
  const bytesPerEntry = await ours.bytesPerEntry();
  const lasting = options.warmUpSeconds + options.seconds + 2;
  const spare = await fill(ours, lasting * MAX_RATE[options.provider], LATER_SECONDS);
  await ours.rows.query('VACUUM (ANALYZE) messages, message_events');
  await options.stores.settle();
  if (options.provider === 'in-process') return { ...(await run(ours, options, null, spare)), bytesPerEntry };
  return withProvider(0, async (url) => {
    const numbers = await run(ours, options, url, spare);
    const [sent, taken] = [(await ours.sentTotal()) - before, await takenBy(url)];
    if (sent !== taken) throw new Error(`${sent} messages are sent, and the provider took ${taken}`);
    return { ...numbers, bytesPerEntry };
  });
}

async function run(
  ours: OurStack,
  options: HeldBacklogOptions,
  providerUrl: string | null,
  spare: string[],
): Promise<Numbers> {
  const { backlog, processors: count, concurrency, warmUpSeconds, seconds } = options;
  const feeding = new AbortController();
  const start = () => ours.startProcessor({ providerUrl, concurrency });
  const processors: BenchProcess[] = [];
  const feeder = feed(ours, backlog, spare, feeding.signal);
  try {
    processors.push(...(await Promise.all(Array.from({ length: count }, start))));
    const running = <T>(work: Promise<T>) =>
      Promise.race([feeder.then(() => work), ...processors.map((each) => each.during(work))]);
    await running(sleep(warmUpSeconds * 1_000));
    const from = await ours.now();
    await running(sleep(seconds * 1_000));
    const to = await ours.now();
    const rssPeakMb = Math.max(...processors.map((each) => each.peakRssMb()));
    const rssNowMb = Math.max(...processors.map((each) => rssMb(each.pid)));
    return { perSecond: await ours.sentPerSecond(from, to), rssPeakMb, rssNowMb };
  } finally {
    feeding.abort();
    await Promise.all(processors.map((each) => each.stop()));
    await feeder;
  }
}

/** Keeps the queue at `backlog` entries. @throws Error when nothing is left to feed in. */
async function feed(ours: OurStack, backlog: number, spare: string[], stop: AbortSignal): Promise<void> {
  let next = 0;
  while (!stop.aborted) {
    const missing = Math.max(0, backlog - (await ours.depth()));
    if (missing > spare.length - next) throw new Error('more was sent than was prepared to be fed in');
    await ours.enqueue(spare.slice(next, next + missing));
    next += missing;
    await sleep(FEED_EVERY_MS);
  }
}

async function fill(ours: OurStack, count: number, dueInSeconds: number): Promise<string[]> {
  const ids: string[][] = [];
  for (let done = 0; done < count; done += CHUNK) {
    ids.push(await fillMessages(ours.rows, Math.min(CHUNK, count - done), { dueInSeconds }));
  }
  return ids.flat();
}
