/**
 * How long the event loop was kept at most by one of its turns while `measure`d work was done, in milliseconds: of `rounds`
 * the best. Counted is the time this thread computed (or waited, where that is less), which is the same however busy the
 * machine is with others.
 */
export async function longestStep(
  rounds: number,
  round: (measure: (work: () => Promise<void>) => Promise<void>) => Promise<void>,
): Promise<number> {
  let best = Infinity;
  for (let n = 0; n < rounds; n += 1)
    await round(async (work) => {
      best = Math.min(best, await longestDuring(work));
    });
  return best;
}

async function longestDuring(work: () => Promise<void>): Promise<number> {
  let [longest, running, last] = [0, true, clocks()];
  const turn = () => {
    const now = clocks();
    longest = Math.max(longest, Math.min(now.wall - last.wall, now.cpu - last.cpu));
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  running = false;
  return longest;
}

/** Of the thread alone; Node 22 has only that of the process, whose other threads compute too. */
const cpuUsage =
  (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage?.bind(process) ??
  process.cpuUsage.bind(process);

function clocks(): { wall: number; cpu: number } {
  const { user, system } = cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1_000 };
}
