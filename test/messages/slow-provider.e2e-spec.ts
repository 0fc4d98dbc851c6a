import { eventually } from '../support/eventually.js';
import { reaches, send, type SentMessage } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const LATENCY_MS = 2_000;
const SLOTS = 50;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    SANDBOX_LATENCY_MS: String(LATENCY_MS),
    SMS_CONCURRENCY: String(SLOTS),
  });
});
afterAll(() => system.stop());

const sendMany = (count: number) => Promise.all(Array.from({ length: count }, () => send(system.url)));

/** The most messages that were being sent at one time. A callback may end what no answer has ended yet. */
async function mostAtOnce(): Promise<number> {
  const { rows } = await system.database.pool.query(`
    WITH moves AS (
      SELECT min(id) AS id, 1 AS step FROM message_events WHERE type = 'sending' GROUP BY message_id
      UNION ALL
      SELECT min(id), -1 FROM message_events WHERE type IN ('sent', 'delivered') GROUP BY message_id
    ), sums AS (SELECT sum(step) OVER (ORDER BY id) AS sending FROM moves)
    SELECT max(sending)::int AS most FROM sums`);
  return rows[0].most as number;
}

describe('with a provider that takes two seconds', () => {
  it('works off a queue side by side, and accepts meanwhile without waiting for it', async () => {
    const waiting = await sendMany(SLOTS);
    await system.startProcessor();
    await eventually(async () => expect(await mostAtOnce()).toBe(SLOTS));
    const accepted: SentMessage[] = [];
    const latencies: number[] = [];
    for (let index = 0; index < 50; index += 1) {
      const startedAt = performance.now();
      accepted.push(await send(system.url));
      latencies.push(performance.now() - startedAt);
    }
    const median = latencies.toSorted((a, b) => a - b)[25] as number;
    expect(median).toBeLessThan(LATENCY_MS / 4);

    for (const { id } of [...waiting, ...accepted]) await reaches(system.url, id, 'delivered', 20_000);
    expect(await mostAtOnce()).toBe(SLOTS);
  });
});
