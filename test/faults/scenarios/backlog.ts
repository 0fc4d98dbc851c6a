import { eventually } from '../../support/eventually.js';
import { LONG } from '../harness/seeded-choices.js';
import { ANSWER } from '../harness/provider-behaviour.js';
import { expectExactlyOnce } from '../harness/expect-exactly-once.js';
import { scenario, SCENARIO_MS } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { databaseTime, unfinishedCount } from '../harness/final-state.js';

const ROWS = LONG ? 20_000 : 1_000;
/** Handed over between our count of what is left and the flush. */
const SLACK = 200;
const SEEN_WITHIN_MS = 60_000;
/** On a machine that does other things as well. */
const SETTLED_WITHIN_MS = 60_000 + 10 * ROWS;

const INSERT = `
  WITH pair AS (
    INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
    VALUES (gen_random_uuid(), 'sms', '+15550000001', '+15550000002', '+15550000001', '+15550000002') RETURNING id
  )
  INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider, due_at)
  SELECT gen_random_uuid(), pair.id, 'outbound', 'sms', 'pending', '+15550000001', '+1555' || 2000000 + n, 'Message ' || n,
         'twilio', now() - interval '1 minute'
    FROM pair, generate_series(1, $1) AS n RETURNING id`;

const NAME = `queues ${ROWS} rows once, and after a FLUSHALL in their midst what is left once more`;

export function backlogScenarios(system: () => SystemUnderFault): void {
  describe('a backlog in PostgreSQL that Redis knows nothing of', () => {
    it(NAME, () => scenario(system(), NAME, () => queuedOnce(system())), SCENARIO_MS);
  });
}

async function queuedOnce(system: SystemUnderFault): Promise<void> {
  const { provider, redis } = system;
  // Slow enough for the backlog to outlive several looks at what is due.
  provider.behaviour = () => ({ kind: 'answer', afterMs: 20 });
  const since = await databaseTime(system);
  const before = await added(system);
  const { rows } = await system.database.pool.query<{ id: string }>(INSERT, [ROWS]);
  await eventually(async () => {
    expect((await added(system)) - before).toBeGreaterThanOrEqual(ROWS);
    expect(await unfinishedCount(system)).toBeLessThan(ROWS * 0.8);
  }, SEEN_WITHIN_MS);

  expect((await added(system)) - before).toBeLessThan(ROWS + SLACK);
  const due = await unfinishedCount(system);
  await redis.redis.flushall();
  const load = {
    accepted: new Map(rows.map(({ id }) => [id, null as never])),
    unanswered: 0,
    describe: () => `${ROWS} rows`,
  };
  await expectExactlyOnce(system, load, since, { withinMs: SETTLED_WITHIN_MS });
  expect(await added(system)).toBeLessThanOrEqual(due + SLACK);
  expect(await added(system)).toBeGreaterThan(due - SLACK);
  provider.behaviour = ANSWER;
}

/** Entries ever added to the stream, since it was made. */
async function added({ redis: { redis } }: SystemUnderFault): Promise<number> {
  const info = (await redis.xinfo('STREAM', 'message_queue:sms')) as unknown[];
  return Number(info[info.indexOf('entries-added') + 1]);
}
