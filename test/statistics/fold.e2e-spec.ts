import { ServiceSettings } from '#config';
import {
  connect,
  CostCounters,
  CostEvents,
  Database,
  dataSourceOptions,
  type NewMessage,
  StatisticsCounters,
  StatisticsEvents,
} from '#entities';
import { CostFold, CostSums, StatisticsFold } from '#messaging';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { eventually } from '../support/eventually.js';
import { Repositories } from '../faults/harness/repositories.js';
import { seededRandom } from '../../apps/sandbox/src/behaviour/seeded-random.js';
import { fromCounters, fromEvents } from './counted.js';

const SEED = Number(process.env.STATISTICS_SEED ?? Date.now() % 1_000_000);
const WRITERS = 8;
const ROUNDS = 60;
const FOLDERS = 3;

/** Counts how often it was asked which transactions still write events. */
class WatchedEvents extends StatisticsEvents {
  asked = 0;

  override writers(): ReturnType<StatisticsEvents['writers']> {
    this.asked += 1;
    return super.writers();
  }
}

const foldOn = (database: Database, events = new StatisticsEvents(database)) =>
  new StatisticsFold(
    database,
    events,
    new StatisticsCounters(database),
    new CostFold(new ServiceSettings(), new CostEvents(database), new CostSums(new CostCounters(database))),
  );

describe(`events of messages (STATISTICS_SEED=${SEED})`, () => {
  let repositories: Repositories;
  let apart: DataSource;
  let fold: StatisticsFold;
  beforeAll(async () => {
    repositories = await Repositories.open(12);
    const options = dataSourceOptions(repositories.test.url, FOLDERS * 2);
    apart = await connect({ ...options, applicationName: 'folders' } as typeof options);
    fold = foldOn(new Database(apart));
    // Before there is any event: the very first must not be taken for one that is counted.
    await fold.all();
  });
  afterAll(async () => {
    await apart?.destroy();
    await repositories?.close();
  });

  const pool = () => repositories.test.pool;
  const agree = async () => expect(await fromCounters(pool())).toEqual(await fromEvents(pool()));

  it('are counted once each, though they are committed out of order, many count, and counting is cut off', async () => {
    const random = seededRandom(SEED);
    let writing = true;
    let cut = 0;
    const write = async (writer: number) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const id = await repositories.accept(`+1555${1_000_000 + writer * 1_000 + round}`, 'text');
        const end = random() < 0.3 ? 'failed' : 'sent';
        const [pause, fate] = [random() * 60, random()];
        const move = repositories.database.transaction(async (on) => {
          const code = fate < 0.5 ? '30003' : undefined;
          const event = { type: end, detail: { code } };
          await repositories.moves.apply([{ messageId: id, to: end, from: ['pending'], event }], on);
          await sleep(pause); // Ids that others take meanwhile are committed before this one.
          if (fate > 0.9) throw new Error('undone');
        });
        await move.catch(() => undefined);
      }
    };
    const foldAgain = async () => {
      while (writing) await fold.all().catch(() => (cut += 1));
    };
    const cutOff = async () => {
      while (writing) {
        await pool().query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'folders'
              AND datname = current_database() AND state <> 'idle' ORDER BY random() LIMIT 1`,
        );
        await sleep(random() * 100);
      }
    };
    const others = [...Array.from({ length: FOLDERS }, foldAgain), cutOff()];
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    writing = false;
    await Promise.all(others);
    await fold.all();
    await agree();
    expect(cut).toBeGreaterThan(0);
    const { rows } = await pool().query(
      `SELECT sum(messages)::int AS messages, sum(segments)::int AS segments, min(country) AS country
         FROM statistics_costs WHERE facet = 'all' AND step = 'day'`,
    );
    expect(rows).toEqual([{ messages: WRITERS * ROUNDS, segments: WRITERS * ROUNDS, country: 'US' }]);
  });

  it('wait for a transaction that took its id before theirs, and say so', async () => {
    const id = await repositories.accept('+15557000001', 'late');
    const counters = new StatisticsCounters(repositories.database);
    const before = await counters.progress();
    const database = new Database(apart);
    const events = new WatchedEvents(database);
    let counted: Promise<void> | undefined;
    await repositories.database.transaction(async (on) => {
      const event = { type: 'sent' };
      await repositories.moves.apply([{ messageId: id, to: 'sent', from: ['pending'], event }], on);
      await repositories.accept('+15557000002', 'early');
      counted = foldOn(database, events).all();
      await eventually(() => expect(events.asked).toBeGreaterThan(4));
      expect(await counters.progress()).toMatchObject({ foldedTo: before.foldedTo, asOf: before.asOf });
    });
    await counted;
    await agree();
  });

  it('count in the minute, hour and day in which they were', async () => {
    await pool().query(
      `INSERT INTO message_events (message_id, type, status, created_at)
       SELECT id, 'delivered', 'delivered', now() - interval '400 days' FROM messages LIMIT 3`,
    );
    await fold.all();
    await agree();
  });

  it('that were there before counting began are counted from the first', async () => {
    await pool().query(
      'TRUNCATE statistics_counters, statistics_failures; UPDATE statistics_progress SET folded_to = 0, as_of = NULL',
    );
    await fold.all();
    await agree();
  });

  it('of any number of tags, codes and recipients make a bounded number of counters, and lose none', async () => {
    const messages = Array.from({ length: 3_000 }, (_, n) => message(n));
    for (let n = 0; n < messages.length; n += 250)
      await repositories.intake.accept(messages.slice(n, n + 250), [], 0);
    const moves = messages.map(({ id }, n) => ({
      messageId: id,
      to: 'failed' as const,
      from: ['pending' as const],
      event: { type: 'failed', detail: { code: `code${n}` } },
    }));
    await repositories.moves.apply(moves);
    await fold.all();
    const { rows } = await pool().query<Record<string, number>>(
      `SELECT (SELECT max(n)::int FROM (SELECT count(*) AS n FROM statistics_counters GROUP BY facet, step, time) AS c) AS counters,
              (SELECT max(n)::int FROM (SELECT count(*) AS n FROM statistics_failures GROUP BY step, time) AS f) AS failures,
              (SELECT sum(failed)::int FROM statistics_counters WHERE step = 'hour' AND facet = 'all' AND type = 'email') AS failed,
              (SELECT sum(failed)::int FROM statistics_counters WHERE step = 'hour' AND facet = 'tag_code' AND type = 'email') AS tagged,
              (SELECT sum(count)::int FROM statistics_failures WHERE step = 'day' AND type = 'email') AS told`,
    );
    expect(rows[0]).toMatchObject({ failed: 3_000, tagged: 3_000, told: 3_000 });
    expect(rows[0]?.counters).toBeLessThanOrEqual(260);
    expect(rows[0]?.failures).toBeLessThanOrEqual(310);
  });

  /** A mail to a domain of its own, with a tag of its own. */
  function message(n: number): NewMessage {
    const [from, to] = ['shop@shop.example', `someone@domain${n}.example`];
    return {
      id: `0190000000007000${'8000'}${n.toString(16).padStart(12, '0')}`,
      conversation_id: `0190000000007000${'8001'}${n.toString(16).padStart(12, '0')}`,
      conversation_type: 'direct',
      joins: null,
      channel: 'email',
      participant_low: [from, to].sort()[0] as string,
      participant_high: [from, to].sort()[1] as string,
      parent_id: null,
      type: 'email',
      priority: 'normal',
      status: 'pending',
      from_address: from,
      to_address: to,
      sent_from: null,
      body: 'text',
      subject: 'subject',
      html: null,
      attachments: [],
      metadata: {},
      tags: [`order${n}`],
      options: {},
      scheduled_at: null,
      expires_at: null,
      validity_seconds: null,
      provider: 'sendgrid',
      api_key_id: null,
      segments: null,
      request_id: null,
    };
  }
});
