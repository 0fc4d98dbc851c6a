import { type Connection, Database, type Statement } from '#entities';
import { cpuSeconds } from '../run/process-usage.js';

interface Seen {
  text: string;
  values: unknown[];
}

const BACKENDS = {
  name: 'own_backends',
  text: `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sendstream'`,
};

/** Which tables a plan may read from end to end: the tail has no index on purpose. */
const WITHOUT_INDEX = new Set(['message_index_tail', 'pg_class']);

/** Remembers what a Database runs, so that PostgreSQL can be asked how it does that. */
export class Statements {
  private readonly seen = new Map<string, Seen>();
  private readonly run: Database['run'];
  private readonly runOnce: Database['runOnce'];

  constructor(database: Database) {
    this.run = database.run.bind(database);
    this.runOnce = database.runOnce.bind(database);
    database.run = (statement: Statement, values: unknown[], on?: Connection) => {
      this.seen.set(statement.name, { text: statement.text, values });
      return this.run(statement, values, on);
    };
    database.runOnce = (text: string, values: unknown[]) => {
      this.seen.set(text, { text, values });
      return this.runOnce(text, values);
    };
  }

  /** Seconds of processor time PostgreSQL has used for us so far, if it runs here; else NaN. */
  async cpuSeconds(): Promise<number> {
    const backends = await this.run<{ pid: number }>(BACKENDS, []);
    return backends.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  }

  forget(): void {
    this.seen.clear();
  }

  /** The indexes that the plans of everything run since `forget` take, and the tables they read from end to end. */
  async plans(): Promise<{ indexes: string[]; scanned: string[] }> {
    const lines: string[] = [];
    for (const { text, values } of [...this.seen.values()]) {
      if (!/^\s*(WITH|SELECT)/.test(text)) continue;
      const rows = await this.runOnce<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      lines.push(...rows.map((row) => row['QUERY PLAN']));
    }
    const named = (pattern: RegExp) => [...new Set(lines.flatMap((line) => pattern.exec(line)?.[1] ?? []))];
    const scanned = named(/Seq Scan on (\w+)/).filter((table) => !WITHOUT_INDEX.has(table));
    return {
      indexes: named(/(?:Index Scan|Index Only Scan|Index Scan Backward).*? (?:using|on) (\w+)/),
      scanned,
    };
  }
}
