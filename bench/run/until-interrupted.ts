/**
 * Runs a program to its end, and sees to it that what it started is stopped: also on Ctrl-C, which ends it with 130.
 * A failure is printed as one line and ends it with 1.
 */
export async function untilInterrupted(
  work: () => Promise<void>,
  cleanUp: () => Promise<void>,
): Promise<void> {
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('interrupted'));
  });
  try {
    const running = work();
    // Once interrupted, what becomes of the work is of no interest.
    running.catch(() => undefined);
    if ((await Promise.race([running, interrupted])) === 'interrupted') process.exitCode = 130;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
  await cleanUp();
  process.exit();
}
