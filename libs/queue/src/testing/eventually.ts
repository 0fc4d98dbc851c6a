import { setTimeout as delay } from 'node:timers/promises';

/** To look takes from what is waited for: at first often, and more rarely the longer it takes. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
const SLOWER = 1.2;

/** Repeats the expectations until they hold; after `withinMs` throws what was still wrong. */
export async function eventually(expectations: () => void | Promise<void>, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * SLOWER)) {
    try {
      return await expectations();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(pause);
    }
  }
}
