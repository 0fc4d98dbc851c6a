/** Explained in docs/decisions/0024-counters-behind-the-hot-path.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import type { Counted } from './statistics-events.js';

/** What counters are kept by, each for itself: a late event changes its minute, its hour and its day. */
export const STATISTICS_STEPS = ['minute', 'hour', 'day'] as const;
export type StatisticsStep = (typeof STATISTICS_STEPS)[number];

/** Of one minute, hour or day. */
export interface StatisticsBucket {
  step: StatisticsStep;
  time: Date;
}

/**
 * What counters tell apart besides type, provider and key: nothing, the tag (a message is in the counter of each of its tags),
 * the code of a failure, or both. Each event is in all facets that are of it, and an answer reads one.
 */
export type Facet = 'all' | 'tag' | 'code' | 'tag_code';

/** What a counter is of. */
export interface CounterKey extends StatisticsBucket {
  facet: Facet;
  tag: string;
  type: string;
  provider: string;
  api_key_id: string;
  error_code: string;
}

/** What is added to it. Histograms are arrays as PostgreSQL writes them, with their own bounds. */
export interface CounterRow extends CounterKey, Record<Counted, number> {
  handed_over: string | null;
  delivered_after: string | null;
}

export interface FailureKey extends StatisticsBucket {
  type: string;
  provider: string;
  error_code: string;
  sender: string;
  destination: string;
}

export interface FailureRow extends FailureKey {
  count: number;
}

/** How far the events are counted. */
export interface FoldProgress {
  foldedTo: string;
  /** Every event that was committed by then is counted. Null: nothing was counted yet. */
  asOf: Date | null;
  /** How long ago that was, by the database's clock. */
  ageMs: number | null;
}

const PROGRESS = {
  name: 'statistics_progress',
  text: `
    SELECT folded_to AS "foldedTo", as_of AS "asOf", 1000 * date_part('epoch', now() - as_of) AS "ageMs"
      FROM statistics_progress`,
};

const HOLD = { name: 'statistics_hold', text: `${PROGRESS.text} FOR UPDATE SKIP LOCKED` };

const PASS = {
  name: 'statistics_pass',
  text: 'UPDATE statistics_progress SET folded_to = $1, as_of = greatest(as_of, $2)',
};

/** The index of counters begins with the facet. */
const EVERY_FACET = "facet IN ('all', 'tag', 'code', 'tag_code')";

const known = (table: string, names: string, condition: string) => ({
  name: `${table}_known`,
  text: `
    SELECT c.* FROM unnest($1::text[], $2::timestamptz[]) AS b(step, time)
     CROSS JOIN LATERAL (
       SELECT step, time, ${names} FROM ${table} t WHERE ${condition} AND t.step = b.step AND t.time = b.time OFFSET 0) AS c`,
});
const KNOWN_COUNTERS = known(
  'statistics_counters',
  'facet, tag, type, provider, api_key_id, error_code',
  EVERY_FACET,
);
const KNOWN_FAILURES = known(
  'statistics_failures',
  'type, provider, error_code, sender, destination',
  'true',
);

/** SQL for the sum of two histograms, of which either may be missing, each from its own lowest bucket to its highest. */
const sum = (name: string) => `
      CASE WHEN excluded.${name} IS NULL THEN c.${name} WHEN c.${name} IS NULL THEN excluded.${name} ELSE (
        SELECT format('[%s:%s]={%s}', min(n), max(n), string_agg(
                 (coalesce(c.${name}[n], 0) + coalesce(excluded.${name}[n], 0))::text, ',' ORDER BY n))::int[]
          FROM generate_series(least(array_lower(c.${name}, 1), array_lower(excluded.${name}, 1)),
                               greatest(array_upper(c.${name}, 1), array_upper(excluded.${name}, 1))) AS n) END`;

const COUNT = {
  name: 'statistics_count',
  text: `
    INSERT INTO statistics_counters AS c (facet, step, time, tag, type, provider, api_key_id, error_code, accepted, sent,
                                          delivered, failed, canceled, received, handed_over, delivered_after)
    SELECT facet, step, time, tag, type, provider, api_key_id, error_code, accepted, sent, delivered, failed, canceled,
           received, handed_over::int[], delivered_after::int[]
      FROM json_to_recordset($1::json) AS x(
        facet text, step text, time timestamptz, tag text, type text, provider text, api_key_id text, error_code text,
        accepted bigint, sent bigint, delivered bigint, failed bigint, canceled bigint, received bigint,
        handed_over text, delivered_after text)
        ON CONFLICT (facet, step, time, tag, error_code, type, provider, api_key_id) DO UPDATE
       SET accepted = c.accepted + excluded.accepted, sent = c.sent + excluded.sent,
           delivered = c.delivered + excluded.delivered, failed = c.failed + excluded.failed,
           canceled = c.canceled + excluded.canceled, received = c.received + excluded.received,
           handed_over = ${sum('handed_over')},
           delivered_after = ${sum('delivered_after')}`,
};

const COUNT_FAILURES = {
  name: 'statistics_count_failures',
  text: `
    INSERT INTO statistics_failures AS c (step, time, type, provider, error_code, sender, destination, count)
    SELECT step, time, type, provider, error_code, sender, destination, count
      FROM json_to_recordset($1::json) AS x(
        step text, time timestamptz, type text, provider text, error_code text, sender text, destination text,
        count bigint)
        ON CONFLICT (step, time, provider, error_code, sender, destination, type) DO UPDATE
       SET count = c.count + excluded.count`,
};

const forget = (table: string, condition: string) => ({
  name: `${table}_forget`,
  text: `
    WITH old AS MATERIALIZED (
      SELECT ctid FROM ${table} WHERE ${condition} AND step = 'minute' AND time < now() - make_interval(days => $1) LIMIT $2
    ), gone AS (DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM old)) RETURNING 1)
    SELECT count(*)::int AS count FROM gone`,
});
const FORGET = [forget('statistics_counters', EVERY_FACET), forget('statistics_failures', 'true')];

/** Counters and how far they are: both change in one transaction, so that an event is counted once whatever crashes. */
@Injectable()
export class StatisticsCounters {
  constructor(private readonly database: Database) {}

  async progress(): Promise<FoldProgress> {
    const [row] = await this.database.run<FoldProgress>(PROGRESS, []);
    return row as FoldProgress;
  }

  /** Nobody else counts until the transaction of `on` ends. Null: somebody does just now. */
  async hold(on: Connection): Promise<FoldProgress | null> {
    const [row] = await this.database.run<FoldProgress>(HOLD, [], on);
    return row ?? null;
  }

  /** Which counters there are in these buckets. */
  counters(buckets: StatisticsBucket[], on: Connection): Promise<CounterKey[]> {
    return this.database.run<CounterKey>(KNOWN_COUNTERS, columnsOf(buckets), on);
  }

  failures(buckets: StatisticsBucket[], on: Connection): Promise<FailureKey[]> {
    return this.database.run<FailureKey>(KNOWN_FAILURES, columnsOf(buckets), on);
  }

  /** Adds to counters, each at most once per call. */
  async count(rows: CounterRow[], on: Connection): Promise<void> {
    if (rows.length > 0) await this.database.run(COUNT, [JSON.stringify(rows)], on);
  }

  async countFailures(rows: FailureRow[], on: Connection): Promise<void> {
    if (rows.length > 0) await this.database.run(COUNT_FAILURES, [JSON.stringify(rows)], on);
  }

  /** All events up to this id are counted, and with them all that were committed by `asOf`. */
  async pass(foldedTo: string, asOf: Date | null, on: Connection): Promise<void> {
    await this.database.run(PASS, [foldedTo, asOf], on);
  }

  /** Removes at most `limit` minutes' counters of each kind that are older than that; answers how many. */
  async forget(days: number, limit: number): Promise<number> {
    let count = 0;
    for (const statement of FORGET) {
      const [row] = await this.database.run<{ count: number }>(statement, [days, limit]);
      count += row?.count ?? 0;
    }
    return count;
  }
}

function columnsOf(buckets: StatisticsBucket[]): unknown[] {
  return [buckets.map(({ step }) => step), buckets.map(({ time }) => time)];
}
