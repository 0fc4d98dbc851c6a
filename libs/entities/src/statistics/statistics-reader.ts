/** Explained in docs/decisions/0024-counters-behind-the-hot-path.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { LATENCY_BOUNDS, type LatencyCounts } from './latency-buckets.js';
import type { Facet, StatisticsStep } from './statistics-counters.js';
import { COUNTED, type Counted } from './statistics-events.js';

/** By what counters can be told apart, and what only some are asked of. */
export const STATISTICS_GROUPS = ['type', 'provider', 'tag', 'api_key_id', 'error_code'] as const;
export type StatisticsGrouping = (typeof STATISTICS_GROUPS)[number];
export type FailureGrouping = 'provider' | 'error_code' | 'sender' | 'destination';

/** So many groups are told apart in an answer; the others are one, `*`. */
const MAX_GROUPS = 50;
const MAX_FAILURES = 100;

/** A time, in the counters of one step. */
export interface StatisticsPiece {
  step: StatisticsStep;
  from: Date;
  to: Date;
}

interface Question<Grouping extends string> extends StatisticsPiece {
  /** The same time in as few buckets as possible. */
  pieces: StatisticsPiece[];
  groupBy: Grouping[];
  /** Only what has these names. */
  only: Partial<Record<Grouping, string>>;
}

export type StatisticsQuestion = Question<StatisticsGrouping>;

export type FailureQuestion = Question<FailureGrouping | 'type'> & { groupBy: FailureGrouping[] };

type Names<Grouping extends string> = Partial<Record<Grouping, string>>;

/** What was counted of one group in one minute, hour or day. */
export type CountedGroup = Names<StatisticsGrouping> & Record<Counted, number> & { time: Date };

export interface Statistics {
  /** Every event that was committed by then is counted; null: none is yet. */
  asOf: Date | null;
  series: CountedGroup[];
  totals: Record<Counted, number>;
  handedOver: LatencyCounts;
  deliveredAfter: LatencyCounts;
}

export type FailureGroup = Names<FailureGrouping> & { count: number; curve: { time: Date; count: number }[] };

const AS_OF = { name: 'statistics_as_of', text: 'SELECT as_of AS "asOf" FROM statistics_progress' };

/** All that one answer tells is of the same moment. */
const ONE_MOMENT = {
  name: 'statistics_one_moment',
  text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY',
};

const sums = COUNTED.map((name) => `coalesce(sum(${name}), 0)::float8 AS ${name}`).join(', ');
const histogram = (name: string) =>
  `ARRAY[${Array.from({ length: LATENCY_BOUNDS.length + 1 }, (_, n) => `coalesce(sum(${name}[${n}]), 0)::float8`).join()}]`;

/** Reads counters, and nothing else: an answer costs the same however many messages there were. */
@Injectable()
export class StatisticsReader {
  constructor(private readonly database: Database) {}

  async statistics(question: StatisticsQuestion): Promise<Statistics> {
    return this.atOneMoment(async (on) => ({
      asOf: await this.asOf(on),
      series: await this.series(question, on),
      ...(await this.totals(question, on)),
    }));
  }

  /** By at least one name. Those that failed most often first; at most a hundred. `count`: of all. */
  async failures(
    question: FailureQuestion,
  ): Promise<{ asOf: Date | null; count: number; groups: FailureGroup[] }> {
    return this.atOneMoment(async (on) => {
      const { groupBy, pieces } = question;
      const values: unknown[] = [];
      const names = groupBy.join(', ');
      const where = only(question.only, values) || 'true';
      const [all, steps] = [pieces, [question]].map((times) =>
        within('statistics_failures', times, where, values),
      );
      const text = `
        WITH told AS MATERIALIZED (
          SELECT ${names}, sum(count) AS size, sum(sum(count)) OVER () AS total
            FROM ${all} GROUP BY ${names}
           ORDER BY sum(count) DESC, ${names} LIMIT ${MAX_FAILURES}
        ), cells AS (
          SELECT time, ${names}, sum(count)::float8 AS count
            FROM (SELECT *, (${names}) IN (SELECT ${names} FROM told) AS is_told FROM ${steps} OFFSET 0) AS c
           WHERE is_told GROUP BY time, ${names}
        )
        SELECT ${names}, sum(count) AS count, (SELECT total::float8 FROM told LIMIT 1) AS total,
               json_agg(json_build_object('time', time, 'count', count) ORDER BY time) AS curve
          FROM cells GROUP BY ${names} ORDER BY sum(count) DESC, ${names}`;
      interface Row extends FailureGroup {
        total: number;
        curve: { time: Date; count: number }[];
      }
      const { rows } = await on.query<Row>({ text, values });
      const groups = rows.map(({ total: _, ...row }) => ({ ...row, curve: row.curve.map(point) }));
      return { asOf: await this.asOf(on), count: rows[0]?.total ?? 0, groups };
    });
  }

  private atOneMoment<T>(work: (on: Connection) => Promise<T>): Promise<T> {
    return this.database.transaction(async (on) => {
      await this.database.run(ONE_MOMENT, [], on);
      return work(on);
    });
  }

  private async asOf(on: Connection): Promise<Date | null> {
    const [row] = await this.database.run<{ asOf: Date | null }>(AS_OF, [], on);
    return row?.asOf ?? null;
  }

  /** The groups with most events; those beyond are one. */
  private async series(question: StatisticsQuestion, on: Connection): Promise<CountedGroup[]> {
    const { groupBy, pieces } = question;
    const values: unknown[] = [];
    const where = conditionOf(question.only, groupBy, values);
    const counters = (times: StatisticsPiece[]) => within('statistics_counters', times, where, values);
    const text =
      groupBy.length === 0
        ? `SELECT time, ${sums} FROM ${counters([question])} GROUP BY time ORDER BY time`
        : grouped(groupBy, counters(pieces), counters([question]));
    return (await on.query<CountedGroup>({ text, values })).rows;
  }

  private async totals(question: StatisticsQuestion, on: Connection) {
    const values: unknown[] = [];
    // Not grouped: of each message once.
    const where = conditionOf(question.only, [], values);
    const text = `
      SELECT ${sums}, ${histogram('handed_over')} AS "handedOver", ${histogram('delivered_after')} AS "deliveredAfter"
        FROM ${within('statistics_counters', question.pieces, where, values)}`;
    type Row = Record<Counted, number> & Pick<Statistics, 'handedOver' | 'deliveredAfter'>;
    const { rows } = await on.query<Row>({ text, values });
    const { handedOver, deliveredAfter, ...totals } = rows[0] as Row;
    return { totals, handedOver, deliveredAfter };
  }
}

/** SQL for the counters of these times that fulfil `where`, as a source; the times are added to `values`. */
function within(table: string, pieces: StatisticsPiece[], where: string, values: unknown[]): string {
  const column = (name: keyof StatisticsPiece) => `$${values.push(pieces.map((piece) => piece[name]))}`;
  return `
        unnest(${column('step')}::text[], ${column('from')}::timestamptz[], ${column('to')}::timestamptz[])
          AS p(piece, since, before)
        CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE step = piece AND time >= since AND time < before AND ${where}
                            OFFSET 0) AS c`;
}

/** SQL for the groups with most events of `all`, in each of the steps; those beyond are one. */
function grouped(groupBy: StatisticsGrouping[], all: string, steps: string): string {
  const names = groupBy.join(', ');
  const told = groupBy.map((name) => `CASE WHEN is_told THEN ${name} ELSE '*' END AS ${name}`);
  const columns = ['time', ...groupBy].map((_, n) => n + 1).join(', ');
  return `
    WITH told AS MATERIALIZED (
      SELECT ${names} FROM ${all} GROUP BY ${names}
       ORDER BY sum(${COUNTED.join(' + ')}) DESC, ${names} LIMIT ${MAX_GROUPS}
    )
    SELECT time, ${told.join(', ')}, ${sums}
      FROM (SELECT *, (${names}) IN (SELECT ${names} FROM told) AS is_told FROM ${steps} OFFSET 0) AS c
     GROUP BY ${columns} ORDER BY ${columns}`;
}

/** SQL that narrows counters to the facet and the names that are asked for; their values are added to `values`. */
function conditionOf(
  names: StatisticsQuestion['only'],
  groupBy: StatisticsGrouping[],
  values: unknown[],
): string {
  return [`facet = '${facetOf(names, groupBy)}'`, only(names, values)].filter(Boolean).join(' AND ');
}

/** The facet that tells apart, or is narrowed by, what is asked for. */
function facetOf({ tag, error_code }: StatisticsQuestion['only'], groupBy: StatisticsGrouping[]): Facet {
  const isByTag = tag !== undefined || groupBy.includes('tag');
  const isByCode = error_code !== undefined || groupBy.includes('error_code');
  if (isByTag) return isByCode ? 'tag_code' : 'tag';
  return isByCode ? 'code' : 'all';
}

/** Conditions for the names that are given, whose values are added to `values`. */
function only(names: Partial<Record<string, string>>, values: unknown[]): string {
  return Object.entries(names)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} = $${values.push(value)}`)
    .join(' AND ');
}

function point({ time, count }: { time: Date | string; count: number }) {
  return { time: new Date(time), count };
}
