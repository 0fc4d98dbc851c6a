/** What runs, and can be told to end. */
export interface Running {
  close(): Promise<void>;
}

/**
 * Runs an app for the life of its process: boots it, and on SIGTERM or SIGINT closes it and exits 0. A boot that fails
 * exits 1 with the reason alone: what is wrong is in the settings or the surroundings, not in a stack.
 */
export async function runApp(boot: () => Promise<Running>): Promise<void> {
  let app: Running | null = null;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await app?.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  try {
    app = await boot();
    if (stopping) await app.close();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
