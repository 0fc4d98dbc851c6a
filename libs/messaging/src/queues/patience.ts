import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseUnavailable } from '#entities';
import { QueueUnavailableError } from '#queue';

/** What one store says is shown without the other, if that does not answer by then. */
const PATIENCE_MS = 1_000;

/** What a store says; null when it is away, or silent for a second. */
export async function withinPatience<T>(asked: Promise<T>): Promise<T | null> {
  const late = new AbortController();
  try {
    return await Promise.race([asked, delay(PATIENCE_MS, null, { signal: late.signal })]);
  } catch (error) {
    if (error instanceof QueueUnavailableError || isDatabaseUnavailable(error)) return null;
    throw error;
  } finally {
    late.abort();
  }
}
