import { type Connection, Database, type Statement } from '#entities';

interface Seen {
  statement: Statement;
  values: unknown[];
}

/** Which tables a plan may read from end to end: the tail has no index on purpose. */
const WITHOUT_INDEX = new Set(['message_index_tail', 'pg_class']);

/** Remembers what a Database runs, so that PostgreSQL can be asked how it does that. */
export class Statements {
  private readonly seen = new Map<string, Seen>();
  private readonly run: Database['run'];

  constructor(database: Database) {
    this.run = database.run.bind(database);
    database.run = (statement: Statement, values: unknown[], on?: Connection) => {
      this.seen.set(statement.name, { statement, values });
      return this.run(statement, values, on);
    };
  }

  forget(): void {
    this.seen.clear();
  }

  /** The indexes that the plans of everything run since `forget` take, and the tables they read from end to end. */
  async plans(): Promise<{ indexes: string[]; scanned: string[] }> {
    const lines: string[] = [];
    for (const { statement, values } of [...this.seen.values()]) {
      if (!/^\s*(WITH|SELECT)/.test(statement.text)) continue;
      const explain = { name: `explain_${statement.name}`, text: `EXPLAIN ${statement.text}` };
      const rows = await this.run<{ 'QUERY PLAN': string }>(explain, values);
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
