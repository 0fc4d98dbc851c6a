import { type ClaimRequest, Reroutes } from '#entities';
import { v7 as uuidv7 } from 'uuid';
import { Repositories } from '../faults/harness/repositories.js';
import { eventually } from '../support/eventually.js';

const LEASE_SECONDS = 60;
const WAITING = ['scheduled', 'retry'] as const;
const request = (messageId: string): ClaimRequest => ({
  messageId,
  attemptId: uuidv7(),
  leaseToken: uuidv7(),
});

/** The statements of the hot path are prepared once, by a process that may start on an empty database. */
describe('a plan made while the tables are empty', () => {
  let repositories: Repositories;
  beforeAll(async () => {
    repositories = await Repositories.open(1);
    await repositories.claims.claim([], LEASE_SECONDS);
    await repositories.claims.extend([], LEASE_SECONDS);
    await repositories.claims.giveUp([]);
    await repositories.moves.apply([]);
    await repositories.waits.begin([]);
    await repositories.waits.end([]);
    await new Reroutes(repositories.database).apply([]);
    for (const status of WAITING) await repositories.due.promote(status, []);
  });
  afterAll(() => repositories?.close());

  /** As PostgreSQL keeps it, whatever comes. */
  async function planOf(execute: string): Promise<string> {
    const { database } = repositories;
    await database.run({ name: 'steady', text: 'SET plan_cache_mode = force_generic_plan' }, []);
    const lines = await database.run({ name: `plan of ${execute}`, text: `EXPLAIN EXECUTE ${execute}` }, []);
    return lines.map((line) => Object.values(line)[0] as string).join('\n');
  }

  it.each(WAITING)(
    'reads what is due and %s in order, lane by lane, as far as it wants to',
    async (status) => {
      const plan = await planOf(`promote_${status}('[]')`);
      const [, due = ''] = plan.split('CTE due');
      expect(due.split('CTE queued')[0]).toMatch(
        new RegExp(
          'Limit.*\\n\\s*->\\s+LockRows.*\\n\\s*->\\s+Index Scan using messages_lanes.*\\n' +
            '.*Index Cond: .*status = .*type = lane\\.type.*priority = lane\\.priority.*due_at <= now',
        ),
      );
    },
  );

  it.each([
    ["claim('[]', 60)", ['messages']],
    ["extend('[]', 60)", ['messages']],
    ["give_up('[]')", ['messages']],
    ["reroute('[]')", ['messages']],
    ["pace_wait_begin('[]')", ['send_attempts']],
    ["pace_wait_end('[]')", ['send_attempts']],
    ["move('[]')", ['messages', 'send_attempts']],
  ])('goes row by row, in the order of the batch, by the index: %s', async (execute, tables) => {
    const plan = await planOf(execute);
    for (const table of tables) {
      const [, update = ''] = plan.split(`Update on ${table} `);
      expect(update).toMatch(
        new RegExp(
          `CTE Scan on input.*\\n(?:.*Filter.*\\n)?` +
            `.*Index Scan using ${table}_pkey on ${table}.*\\n` +
            `.*Index Cond: .* = ANY \\(ARRAY\\[i\\w*\\."messageId"\\]\\)`,
        ),
      );
    }
  });
});

describe('two batches that want the same rows in opposite order', () => {
  let repositories: Repositories;
  beforeAll(async () => {
    repositories = await Repositories.open(2);
  });
  afterAll(() => repositories?.close());

  /** Starts both while a row in the middle is locked, so that each has what comes before it when it goes on. */
  async function bothAround<T>(middle: string, work: (() => Promise<T>)[]): Promise<T[]> {
    const { pool } = repositories.test;
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM messages WHERE id = $1 FOR UPDATE', [middle]);
    const both = Promise.all(work.map((each) => each()));
    await eventually(async () => {
      const { rows } = await pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      expect(rows).toHaveLength(2);
    });
    await holder.query('COMMIT');
    holder.release();
    return both;
  }

  it('do not wait for each other in a circle', async () => {
    const { claims, moves } = repositories;
    const ids: string[] = [];
    for (let n = 0; n < 9; n += 1) ids.push(await repositories.accept('+15551000001', `message ${n}`));
    const [orders, middle] = [[ids, ids.toReversed()], ids[4] as string];

    const claim = (order: string[]) => () => claims.claim(order.map(request), LEASE_SECONDS);
    const answers = await bothAround(middle, orders.map(claim));
    expect(answers.flatMap(({ claimed }) => [...claimed.keys()]).sort()).toEqual(ids.toSorted());

    const sent = (messageId: string) => ({ messageId, to: 'sent' as const, event: { type: 'sent' } });
    const move = (order: string[]) => () => moves.apply(order.map(sent));
    const moved = await bothAround(middle, orders.map(move));
    expect(moved.flatMap((each) => [...each.keys()]).sort()).toEqual(ids.toSorted());
  });
});
