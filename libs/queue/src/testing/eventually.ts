import { setTimeout as delay } from 'node:timers/promises';

/** Repeats the expectations until they hold; after `withinMs` throws what was still wrong. */
export async function eventually(expectations: () => void | Promise<void>, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await expectations();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(10);
    }
  }
}
