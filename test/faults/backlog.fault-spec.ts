import { MESSAGE_QUEUES } from '#messaging';
import { eventually } from '../support/eventually.js';
import { LONG } from './harness/chance.js';
import { expectExactlyOnce } from './harness/expect-exactly-once.js';
import { SCENARIO_MS } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';

const ROWS = LONG ? 20_000 : 4_000;
/** Handed over between our count of what is left and the flush. */
const SLACK = 400;

const INSERT = `
  WITH pair AS (
    INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
    VALUES (gen_random_uuid(), 'sms', '+15550000001', '+15550000002', '+15550000001', '+15550000002') RETURNING id
  )
  INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider, due_at)
  SELECT gen_random_uuid(), pair.id, 'outbound', 'sms', 'pending', '+15550000001', '+1555' || 2000000 + n, 'Message ' || n,
         'twilio', now() - interval '1 minute'
    FROM pair, generate_series(1, $1) AS n`;

describe('a backlog in PostgreSQL that Redis knows nothing of', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start({ variables: { SMS_CONCURRENCY: '100' } });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it(
    `queues ${ROWS} rows once, and after a FLUSHALL in their midst what is left once more`,
    async () => {
      const { pool } = system.database;
      const { redis } = system.redis;
      const since = new Date(Date.now() - 60_000);
      // Slow enough for the backlog to outlive several looks at what is due.
      system.provider.conduct = () => ({ kind: 'answer', afterMs: 150 });
      await pool.query(INSERT, [ROWS]);
      await eventually(async () => {
        expect(await added(redis)).toBeGreaterThanOrEqual(ROWS);
        expect(await left(pool)).toBeLessThan(ROWS * 0.7);
      }, 60_000);

      expect(await added(redis)).toBeLessThan(ROWS + SLACK);
      const due = await left(pool);
      await redis.flushall();
      const rows = (await pool.query<{ id: string }>('SELECT id FROM messages')).rows;
      const load = {
        accepted: new Map(rows.map(({ id }) => [id, null as never])),
        describe: () => `${ROWS} rows`,
      };
      await expectExactlyOnce(system, load, since);
      expect(await added(redis)).toBeLessThanOrEqual(due + SLACK);
      expect(await added(redis)).toBeGreaterThan(due - SLACK);
    },
    SCENARIO_MS,
  );
});

/** Entries ever added to the stream, since it was made. */
async function added(redis: SystemUnderFault['redis']['redis']): Promise<number> {
  const info = (await redis.xinfo('STREAM', MESSAGE_QUEUES.sms)) as unknown[];
  return Number(info[info.indexOf('entries-added') + 1]);
}

async function left(pool: SystemUnderFault['database']['pool']): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM messages WHERE status IN ('pending', 'sending', 'retry')",
  );
  return rows[0]?.count ?? 0;
}
