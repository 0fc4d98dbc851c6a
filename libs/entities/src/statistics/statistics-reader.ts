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
  groupBy: Grouping[];
  /** Only what has these names. */
  only: Partial<Record<Grouping, string>>;
}

export interface StatisticsQuestion extends Question<StatisticsGrouping> {
  /** The same time in as few buckets as possible. */
  pieces: StatisticsPiece[];
}

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

  /** Those that failed most often first; at most a hundred. `count`: of all. */
  async failures(
    question: FailureQuestion,
  ): Promise<{ asOf: Date | null; count: number; groups: FailureGroup[] }> {
    return this.atOneMoment(async (on) => {
      const { step, from, to, groupBy } = question;
      const values: unknown[] = [step, from, to];
      const names = groupBy.join(', ');
      const text = `
        WITH cells AS MATERIALIZED (
          SELECT time, ${listed(groupBy)} sum(count)::float8 AS count
            FROM statistics_failures
           WHERE step = $1 AND time >= $2 AND time < $3 ${only(question.only, values)}
           GROUP BY ${[...groupBy, 'time'].join(', ')}
        )
        SELECT ${listed(groupBy)} sum(count) AS count, sum(sum(count)) OVER () AS total,
               json_agg(json_build_object('time', time, 'count', count) ORDER BY time) AS curve
          FROM cells ${names && `GROUP BY ${names}`} HAVING count(*) > 0
         ORDER BY sum(count) DESC ${names && `, ${names}`} LIMIT ${MAX_FAILURES}`;
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
    const { step, from, to, groupBy } = question;
    const values: unknown[] = [step, from, to];
    const where = `facet = '${facetOf(question.only, groupBy)}' AND step = $1 AND time >= $2 AND time < $3 ${only(question.only, values)}`;
    const cells = `SELECT time, ${listed(groupBy)} ${sums} FROM statistics_counters WHERE ${where}
                    GROUP BY ${['time', ...groupBy].join(', ')}`;
    const text = groupBy.length === 0 ? `${cells} ORDER BY time` : this.grouped(cells, groupBy);
    return (await on.query<CountedGroup>({ text, values })).rows;
  }

  private grouped(cells: string, groupBy: StatisticsGrouping[]): string {
    const names = groupBy.join(', ');
    const shown = groupBy.map(
      (name) => `CASE WHEN rank <= ${MAX_GROUPS} THEN ${name} ELSE '*' END AS ${name}`,
    );
    return `
      WITH cells AS MATERIALIZED (${cells}
      ), sized AS (
        SELECT *, sum(${COUNTED.join(' + ')}) OVER (PARTITION BY ${names}) AS size FROM cells
      ), ranked AS (
        SELECT *, dense_rank() OVER (ORDER BY size DESC, ${names}) AS rank FROM sized
      ), shown AS (
        SELECT time, ${shown.join(', ')}, ${COUNTED.join(', ')} FROM ranked
      )
      SELECT time, ${names}, ${sums} FROM shown GROUP BY time, ${names} ORDER BY time, ${names}`;
  }

  private async totals(question: StatisticsQuestion, on: Connection) {
    const { pieces } = question;
    const column = (name: keyof StatisticsPiece) => pieces.map((piece) => piece[name]);
    const values: unknown[] = [column('step'), column('from'), column('to')];
    // Not grouped: of each message once.
    const facet = facetOf(question.only, []);
    const text = `
      SELECT ${sums}, ${histogram('handed_over')} AS "handedOver", ${histogram('delivered_after')} AS "deliveredAfter"
        FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS p(step, since, before)
       CROSS JOIN LATERAL (
         SELECT ${COUNTED.join(', ')}, handed_over, delivered_after FROM statistics_counters c
          WHERE c.facet = '${facet}' AND c.step = p.step AND c.time >= p.since AND c.time < p.before
                ${only(question.only, values)} OFFSET 0) AS c`;
    type Row = Record<Counted, number> & Pick<Statistics, 'handedOver' | 'deliveredAfter'>;
    const { rows } = await on.query<Row>({ text, values });
    const { handedOver, deliveredAfter, ...totals } = rows[0] as Row;
    return { totals, handedOver, deliveredAfter };
  }
}

const listed = (names: string[]) => names.map((name) => `${name}, `).join('');

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
    .map(([name, value]) => `AND ${name} = $${values.push(value)}`)
    .join(' ');
}

function point({ time, count }: { time: Date | string; count: number }) {
  return { time: new Date(time), count };
}
