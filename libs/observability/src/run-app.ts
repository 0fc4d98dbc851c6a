import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { keepHeapSmall } from './heap-growth.js';

/** What runs, and can be told to end. */
export interface Running {
  close(): Promise<void>;
  /** For how long what is in hand may go on once it is told to end. */
  graceMs?: number;
  /** Tells whoever sends requests that it is about to end; answers for how long it waits for that to be heard. */
  announceEnd?(): number;
}

/** What may pass after the grace time until all connections are closed; then the process goes without. */
const CLOSING_MS = 5_000;

/**
 * Runs an app for the life of its process: boots it, and on SIGTERM or SIGINT announces its end, closes it and exits 0, soon
 * after its grace time at the latest (a second signal skips the announcement): a store that hangs keeps nobody here, and what is
 * in hand is taken over from who is gone. A boot that fails exits 1 with the reason alone: what is wrong is in the settings or the
 * surroundings, not in a stack. An error that nobody caught ends it too, told of in the log with its addresses masked.
 */
export async function runApp(boot: () => Promise<Running>): Promise<void> {
  keepHeapSmall();
  let booting: Promise<Running> | null = null;
  let stopping: AbortController | null = null;
  const stop = async () => {
    if (stopping !== null) {
      stopping.abort();
      return;
    }
    const urged = new AbortController();
    stopping = urged;
    // Told to end while it boots, it may have work in hand already.
    const app = await Promise.race([booting, delay(CLOSING_MS)]).catch(() => null);
    const announcedMs = app?.announceEnd?.() ?? 0;
    if (announcedMs > 0) await delay(announcedMs, null, { signal: urged.signal }).catch(() => null);
    const closed = app?.close().catch((error: unknown) => {
      process.stderr.write(`could not close: ${error instanceof Error ? error.message : String(error)}\n`);
    });
    await Promise.race([closed, delay((app?.graceMs ?? 0) + CLOSING_MS)]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  try {
    booting = boot();
    await booting;
    process.on('uncaughtException', (error) => {
      Logger.fatal({ msg: 'an error that nobody caught ends this process', error });
      process.exit(1);
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
