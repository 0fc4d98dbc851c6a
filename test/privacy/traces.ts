import type { RunningSystem } from '../support/running-system.js';

/** Where in a whole dump of PostgreSQL and of Redis one of these texts is, also as bytes in hex. */
export async function tracesOf(system: RunningSystem, ...texts: string[]): Promise<string[]> {
  const needles = texts.flatMap((each) => [each, Buffer.from(each).toString('hex')]);
  const isThere = (where: string) => needles.some((needle) => where.includes(needle));
  return [...(await linesOfPostgres(system)), ...(await linesOfRedis(system))].filter(isThere);
}

async function linesOfPostgres({ database: { pool } }: RunningSystem): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
    lines.push(...rows.map(({ line }) => `${name.replace('public.', '')}: ${line}`));
  }
  return lines;
}

async function linesOfRedis({ redis: { redis } }: RunningSystem): Promise<string[]> {
  const read: Record<string, (key: string) => Promise<unknown>> = {
    stream: (key) => redis.xrange(key, '-', '+'),
    hash: (key) => redis.hgetall(key),
    string: (key) => redis.get(key),
    zset: (key) => redis.zrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    list: (key) => redis.lrange(key, 0, -1),
    none: () => Promise.resolve(null),
  };
  const lines: string[] = [];
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    const value = await read[type]?.(key);
    if (value === undefined) throw new Error(`traces.ts does not know how to read a ${type}`);
    lines.push(`redis ${key} ${JSON.stringify(value)}`);
  }
  return lines;
}
