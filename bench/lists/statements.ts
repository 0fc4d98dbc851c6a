import { type Connection, Database, type Statement } from '#entities';
import { cpuSeconds } from '../run/process-usage.js';

interface Seen {
  text: string;
  values: unknown[];
  /** How long it took in all. */
  ms: number;
}

/** How PostgreSQL runs a statement; one that was put together for its question bears no name. */
export interface Plan {
  statement: string;
  lines: string[];
}

const BACKENDS = {
  name: 'own_backends',
  text: `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sendstream'`,
};

/** Reading these from end to end costs nothing, however large the database is: they have a row or a few. */
const FEW = 1_000;
const LARGE = 'SELECT relname AS name FROM pg_class WHERE relname = ANY ($1) AND reltuples > $2';
/** Which large tables a plan may read so: the tail has no index on purpose. */
const WITHOUT_INDEX = new Set(['message_index_tail', 'pg_class']);

/** Remembers what a Database runs, so that PostgreSQL can be asked how it does that. */
export class Statements {
  private readonly seen = new Map<string, Seen>();
  private readonly run: Database['run'];
  private readonly runOnce: Database['runOnce'];

  constructor(database: Database) {
    this.run = database.run.bind(database);
    this.runOnce = database.runOnce.bind(database);
    database.run = (statement: Statement, values: unknown[], on?: Connection) =>
      this.timed(statement.name, statement.text, values, () => this.run(statement, values, on));
    database.runOnce = (text: string, values: unknown[]) =>
      this.timed(text, text, values, () => this.runOnce(text, values));
  }

  /** Seconds of processor time PostgreSQL has used for us so far, if it runs here; else NaN. */
  async cpuSeconds(): Promise<number> {
    const backends = await this.run<{ pid: number }>(BACKENDS, []);
    return backends.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  }

  forget(): void {
    this.seen.clear();
  }

  /**
   * The indexes that the plans of everything run since `forget` take, the large tables that they read from end to end, and the
   * plan of what took longest; null when nothing was run.
   */
  async plans(): Promise<{ indexes: string[]; scanned: string[]; longest: Plan | null }> {
    const plans: (Plan & { ms: number })[] = [];
    for (const [key, { text, values, ms }] of [...this.seen]) {
      if (!/^\s*(WITH|SELECT)/.test(text)) continue;
      const rows = await this.runOnce<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${text}`, values);
      plans.push({ statement: key === text ? '' : key, lines: rows.map((row) => row['QUERY PLAN']), ms });
    }
    const lines = plans.flatMap((plan) => plan.lines);
    const named = (pattern: RegExp) => [...new Set(lines.flatMap((line) => pattern.exec(line)?.[1] ?? []))];
    const [first, ...others] = plans;
    return {
      indexes: named(/(?:Index Scan|Index Only Scan|Index Scan Backward).*? (?:using|on) (\w+)/),
      scanned: await this.large(named(/Seq Scan on (\w+)/)),
      longest: first ? others.reduce((most, plan) => (plan.ms > most.ms ? plan : most), first) : null,
    };
  }

  private async large(tables: string[]): Promise<string[]> {
    const rows = await this.runOnce<{ name: string }>(LARGE, [tables, FEW]);
    return rows.map(({ name }) => name).filter((name) => !WITHOUT_INDEX.has(name));
  }

  private async timed<T>(key: string, text: string, values: unknown[], work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    const ms = (this.seen.get(key)?.ms ?? 0) + performance.now() - started;
    this.seen.set(key, { text, values, ms });
    return result;
  }
}
