import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '#entities';

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/**
 * Does `work`, again and again while PostgreSQL cannot answer, with growing jittered pauses. `work` must be safe to
 * repeat: the answer to a commit can be lost.
 * @throws what `work` throws when it is no outage, and the outage itself once `signal` is aborted.
 */
export async function whileDatabaseAway<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || signal.aborted) throw error;
      await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}
