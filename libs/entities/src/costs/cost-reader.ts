/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { CostStep } from './cost-counters.js';

/** By what costs can be told apart, and what only some are asked of. */
export const COST_GROUPS = ['type', 'provider', 'tag', 'api_key_id', 'country'] as const;
export type CostGrouping = (typeof COST_GROUPS)[number];

export interface CostQuestion {
  step: CostStep;
  from: Date;
  to: Date;
  groupBy: CostGrouping[];
  /** Only what has these names. */
  only: Partial<Record<CostGrouping, string>>;
}

export interface CostSums {
  messages: number;
  segments: number;
  priced_segments: number;
  costs: { currency: string; amount: number }[];
}

/** What a group comes to in one hour or day. */
export type CostGroup = Partial<Record<CostGrouping, string>> & CostSums & { time: Date };

/** So many groups are told apart in an answer; the others are one, `*`. */
const MAX_GROUPS = 50;

const SUMS = `coalesce(sum(messages), 0)::float8 AS messages, coalesce(sum(segments), 0)::float8 AS segments,
           coalesce(sum(priced_segments), 0)::float8 AS priced_segments,
           coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'amount', cost::float8) ORDER BY currency)
                      FILTER (WHERE currency <> ''), '[]') AS costs`;
const SUMS_BY_CURRENCY = `sum(messages) AS messages, sum(segments) AS segments, sum(priced_segments) AS priced_segments,
           sum(cost) AS cost`;

/** Reads sums, and nothing else: an answer costs the same however many messages there were. */
@Injectable()
export class CostReader {
  constructor(private readonly database: Database) {}

  /** In the order of time; the groups with most segments are told apart. */
  async series(question: CostQuestion): Promise<CostGroup[]> {
    const { groupBy } = question;
    const values: unknown[] = [];
    const names = groupBy.map((name) => `, ${name}`).join('');
    const told = groupBy.map((name) => `, CASE WHEN is_told THEN ${name} ELSE '*' END AS ${name}`).join('');
    const isTold =
      groupBy.length === 0 ? 'true' : `(${groupBy.join(', ')}) IN (SELECT ${groupBy.join(', ')} FROM told)`;
    const text = `
      WITH asked AS MATERIALIZED (
        SELECT * FROM statistics_costs WHERE ${conditionOf(question, groupBy, values)}
      ), told AS MATERIALIZED (
        SELECT 1${names} FROM asked GROUP BY 1${names} ORDER BY sum(segments) DESC${names} LIMIT ${MAX_GROUPS}
      ), cells AS (
        SELECT time${told}, currency, messages, segments, priced_segments, cost
          FROM (SELECT *, ${isTold} AS is_told FROM asked) AS a
      ), sums AS (
        SELECT time${names}, currency, ${SUMS_BY_CURRENCY} FROM cells GROUP BY time${names}, currency
      )
      SELECT time${names}, ${SUMS} FROM sums GROUP BY time${names} ORDER BY time${names}`;
    return this.database.transaction(async (on) => (await on.query<CostGroup>({ text, values })).rows);
  }

  /** Of the whole time, each message once whatever its tags. */
  async totals(question: CostQuestion): Promise<CostSums> {
    const values: unknown[] = [];
    const text = `
      WITH sums AS (
        SELECT currency, ${SUMS_BY_CURRENCY} FROM statistics_costs
         WHERE ${conditionOf(question, [], values)} GROUP BY currency
      )
      SELECT ${SUMS} FROM sums`;
    return this.database.transaction(
      async (on) => (await on.query<CostSums>({ text, values })).rows[0] as CostSums,
    );
  }
}

/** SQL for the sums that are asked for; their values are added to `values`. */
function conditionOf(
  { step, from, to, only }: CostQuestion,
  groupBy: CostGrouping[],
  values: unknown[],
): string {
  const facet = only.tag !== undefined || groupBy.includes('tag') ? 'tag' : 'all';
  const add = (value: unknown) => `$${values.push(value)}`;
  const names = Object.entries(only).filter(([, value]) => value !== undefined);
  return [
    `facet = ${add(facet)} AND step = ${add(step)} AND time >= ${add(from)} AND time < ${add(to)}`,
    ...names.map(([name, value]) => `${name} = ${add(value)}`),
  ].join(' AND ');
}
