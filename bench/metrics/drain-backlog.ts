import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchStores } from '../run/bench-stores.js';
import { takenBy, withProvider } from '../run/provider-process.js';
import type { Numbers } from '../run/rounds.js';
import { perMessage } from '../run/store-work.js';
import type { Stack } from '../stacks/stack.js';

const POLL_INTERVAL_MS = 200;
const NO_PROGRESS_MS = 30_000;

export interface DrainOptions {
  stores: BenchStores;
  backlog: number;
  concurrency: number;
  /** Milliseconds every answer of the provider is held back; null: it answers inside the processor. */
  providerDelayMs: number | null;
  processors?: number;
}

/**
 * Queues a backlog while no processor runs, starts them, waits until all is sent: messages a second between the first
 * and the last tenth, and what the processors took.
 * @throws Error when a message was not sent, or the provider saw one twice.
 */
export async function drainBacklog(stack: Stack, options: DrainOptions): Promise<Numbers> {
  await stack.reset();
  await stack.fill(options.backlog);
  await options.stores.settle();
  const before = await stack.storeWork();
  const numbers = await throughProvider(stack, options);
  return { ...numbers, ...perMessage(before, await stack.storeWork(), options.backlog) };
}

async function throughProvider(stack: Stack, options: DrainOptions): Promise<Numbers> {
  const { backlog, providerDelayMs } = options;
  if (providerDelayMs === null) return run(stack, options, null);
  return withProvider(providerDelayMs, async (url) => {
    const numbers = await run(stack, options, url);
    const taken = await takenBy(url);
    if (taken !== backlog) throw new Error(`The provider took ${taken} of ${backlog} messages`);
    return numbers;
  });
}

async function run(stack: Stack, options: DrainOptions, providerUrl: string | null): Promise<Numbers> {
  const { backlog, concurrency, processors: count = 1 } = options;
  const start = () => stack.startProcessor({ providerUrl, concurrency });
  const processors = await Promise.all(Array.from({ length: count }, start));
  const cpuSeconds = () => processors.reduce((sum, each) => sum + each.cpuSeconds(), 0);
  try {
    // Without what the boot took, and what was sent before its end.
    const [cpuBefore, left] = [cpuSeconds(), await stack.depth()];
    await Promise.all(processors.map((each) => each.during(untilEmpty(stack))));
    const { count: sent, perSecond } = await stack.sent();
    if (sent !== backlog) throw new Error(`${stack.name} sent ${sent} of ${backlog} messages`);
    const cpuMsPerMessage = ((cpuSeconds() - cpuBefore) * 1_000) / left;
    const rssMb = Math.max(...processors.map((each) => each.peakRssMb()));
    return { perSecond, cpuMsPerMessage, rssMb };
  } finally {
    await Promise.all(processors.map((each) => each.stop()));
  }
}

async function untilEmpty(stack: Stack): Promise<void> {
  let min = Infinity;
  let minSince = performance.now();
  for (;;) {
    const depth = await stack.depth();
    if (depth === 0) return;
    if (depth < min) [min, minSince] = [depth, performance.now()];
    if (performance.now() - minSince > NO_PROGRESS_MS)
      throw new Error(`${stack.name} works no longer; ${depth} messages are left`);
    await sleep(POLL_INTERVAL_MS);
  }
}
