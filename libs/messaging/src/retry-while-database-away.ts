import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '#entities';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;

/**
 * Does `work`, again and again while PostgreSQL cannot answer, with growing jittered pauses. `work` must be safe to
 * repeat: the answer to a commit can be lost.
 * @throws what `work` throws when it is no outage, and the outage itself once `signal` is aborted.
 */
export function retryWhileDatabaseAway<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return work().catch((error: unknown) => againWhileAway(error, work, signal));
}

async function againWhileAway<T>(first: unknown, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  // All that is in hand may wait on one signal; Node warns of more than ten listeners as of a leak.
  setMaxListeners(0, signal);
  let error = first;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    if (!isDatabaseUnavailable(error) || signal.aborted) throw error;
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    try {
      return await work();
    } catch (again) {
      error = again;
    }
  }
}
