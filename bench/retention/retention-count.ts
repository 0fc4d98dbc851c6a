import type { Pool } from 'pg';

const DELETED = "SELECT n_tup_del::float8 AS count FROM pg_stat_user_tables WHERE relname = 'messages'";
const POSITIONS = 'SELECT kind, position FROM retention_progress';
/** Whole messages are gone from there. */
const PASSED = 'SELECT count(*)::float8 AS count FROM messages WHERE id > $1 AND id <= $2';
const FIRST = '00000000-0000-0000-0000-000000000000';

/** How many messages retention has removed, or has gone through for the sake of their bodies, addresses or timelines. */
export class RetentionCount {
  private constructor(
    private readonly pool: Pool,
    private readonly deleted: number,
    private readonly positions: ReadonlyMap<string, string>,
  ) {}

  static async begin(pool: Pool): Promise<RetentionCount> {
    return new RetentionCount(pool, await count(pool, DELETED), await positions(pool));
  }

  async rows(): Promise<number> {
    let sum = (await count(this.pool, DELETED)) - this.deleted;
    for (const [kind, position] of await positions(this.pool))
      sum += await count(this.pool, PASSED, [this.positions.get(kind) ?? FIRST, position]);
    return sum;
  }
}

async function count(pool: Pool, text: string, values: unknown[] = []): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(text, values);
  return rows[0]?.count ?? 0;
}

async function positions(pool: Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ kind: string; position: string }>(POSITIONS);
  return new Map(rows.map(({ kind, position }) => [kind, position]));
}
