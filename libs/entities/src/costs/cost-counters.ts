/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

export const COST_STEPS = ['hour', 'day'] as const;
export type CostStep = (typeof COST_STEPS)[number];

export interface CostBucket {
  step: CostStep;
  time: Date;
}

/** What a sum is of. */
export interface CostKey extends CostBucket {
  facet: 'all' | 'tag';
  tag: string;
  type: string;
  provider: string;
  api_key_id: string;
  country: string;
  /** Empty: what was accepted, whatever its price. */
  currency: string;
}

/** What is added to it. */
export interface CostRow extends CostKey {
  messages: number;
  segments: number;
  /** Segments whose price is in `cost`. */
  priced_segments: number;
  /** Decimal, as PostgreSQL writes it. */
  cost: string;
}

/** What a key's texts come to in a day. */
export interface SpendingRow extends Pick<CostRow, 'currency' | 'segments' | 'priced_segments' | 'cost'> {
  api_key_id: string;
  /** `2026-01-31` */
  day: string;
}

const KNOWN = {
  name: 'statistics_costs_known',
  text: `
    SELECT c.* FROM unnest($1::text[], $2::timestamptz[]) AS b (step, time)
     CROSS JOIN LATERAL (
       SELECT facet, step, time, tag, type, provider, api_key_id, country, currency FROM statistics_costs t
        WHERE facet IN ('all', 'tag') AND t.step = b.step AND t.time = b.time OFFSET 0) AS c`,
};

const COUNT = {
  name: 'statistics_count_costs',
  text: `
    INSERT INTO statistics_costs AS c (facet, step, time, tag, type, provider, api_key_id, country, currency, messages,
                                       segments, priced_segments, cost)
    SELECT * FROM json_to_recordset($1::json) AS x(
             facet text, step text, time timestamptz, tag text, type text, provider text, api_key_id text, country text,
             currency text, messages bigint, segments bigint, priced_segments bigint, cost numeric)
     ORDER BY facet, step, time, tag, type, provider, api_key_id, country, currency
        ON CONFLICT (facet, step, time, tag, type, provider, api_key_id, country, currency) DO UPDATE
       SET messages = c.messages + excluded.messages, segments = c.segments + excluded.segments,
           priced_segments = c.priced_segments + excluded.priced_segments, cost = c.cost + excluded.cost`,
};

const SPEND = {
  name: 'key_spending_count',
  text: `
    INSERT INTO key_spending AS s (api_key_id, day, currency, segments, priced_segments, cost)
    SELECT * FROM json_to_recordset($1::json) AS x(
             api_key_id uuid, day date, currency text, segments bigint, priced_segments bigint, cost numeric)
     ORDER BY api_key_id, day, currency
        ON CONFLICT (api_key_id, day, currency) DO UPDATE
       SET segments = s.segments + excluded.segments, priced_segments = s.priced_segments + excluded.priced_segments,
           cost = s.cost + excluded.cost`,
};

/** What texts come to: changed in the transaction that makes it so, each text once. */
@Injectable()
export class CostCounters {
  constructor(private readonly database: Database) {}

  /** Which sums there are in these hours and days. */
  known(buckets: CostBucket[], on: Connection): Promise<CostKey[]> {
    const values = [buckets.map(({ step }) => step), buckets.map(({ time }) => time)];
    return this.database.run<CostKey>(KNOWN, values, on);
  }

  /** Adds to sums, each at most once per call. */
  async count(rows: CostRow[], on: Connection): Promise<void> {
    if (rows.length > 0) await this.database.run(COUNT, [JSON.stringify(rows)], on);
  }

  async spend(rows: SpendingRow[], on: Connection): Promise<void> {
    if (rows.length > 0) await this.database.run(SPEND, [JSON.stringify(rows)], on);
  }
}
