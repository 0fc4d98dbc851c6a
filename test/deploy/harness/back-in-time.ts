import { eventually } from '../../support/eventually.js';
import { databaseTime } from '../../faults/harness/final-state.js';
import { everyProcessorSays } from '../../faults/harness/survive.js';
import type { SystemUnderFault } from '../../faults/harness/system-under-fault.js';

/** Less than 15 s on a machine with nothing else to do (docs/redis.md); how long it took is printed. */
const BACK_WITHIN_MS = 60_000;

/** Makes trouble with the queue of texts, and waits until one that is accepted from then on gets through. */
export async function backInTime(
  system: SystemUnderFault,
  what: string,
  trouble: () => void | Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  await trouble();
  const since = await databaseTime(system);
  await eventually(async () => {
    const { rowCount } = await system.database.pool.query(
      "SELECT 1 FROM messages WHERE type = 'sms' AND created_at > $1 AND status IN ('sent', 'delivered') LIMIT 1",
      [since],
    );
    expect(rowCount).toBe(1);
  }, BACK_WITHIN_MS);
  const took = performance.now() - startedAt;
  process.stderr.write(`${what}: back after ${(took / 1_000).toFixed(1)} s\n`);
  await everyProcessorSays(system, 200);
}
