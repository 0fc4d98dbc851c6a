/** Time for coverage to be written, where nothing keeps the process. */
const GRACE_MS = 5_000;

/**
 * A process of suites is let go by the runner, and ends once nothing is open in it. What a suite left open, as one whose
 * start failed does, would keep it, and whoever reads its output, for ever.
 */
if (process.listenerCount('disconnect') === 0)
  process.once('disconnect', () => setTimeout(() => process.exit(), GRACE_MS).unref());
