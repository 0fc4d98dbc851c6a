import type { Pool } from 'pg';

/** What a counter has, or should have; by its names. */
export type Counted = Record<string, Record<string, number>>;

interface Row extends Record<string, unknown> {
  key: string;
}

const EVENTS = ['accepted', 'sent', 'delivered', 'failed', 'canceled', 'received'];

const counts = EVENTS.map((event) => `count(*) FILTER (WHERE e.type = '${event}')::int AS ${event}`).join();

/** By step, time, type, provider, key and tag: counted from the rows of messages and their events. */
const FROM_EVENTS = `
  SELECT concat_ws(' ', step, extract(epoch FROM date_trunc(step, e.created_at, 'UTC'))::bigint, m.type, m.provider,
                   m.api_key_id, tag) AS key,
         ${counts},
         count(*) FILTER (WHERE e.type = 'sent'
                            AND e.created_at - coalesce(m.scheduled_at, m.created_at) < interval '0.1 s')::int AS quick
    FROM message_events e JOIN messages m ON m.id = e.message_id
   CROSS JOIN unnest(ARRAY['minute', 'hour', 'day']) AS s(step)
   CROSS JOIN unnest(array_prepend('', m.tags)) AS t(tag)
   WHERE e.type IN (${EVENTS.map((event) => `'${event}'`).join()}) AND (e.detail ? 'webhook_id') IS NOT TRUE
   GROUP BY 1`;

/** Up to the bucket that ends with 100 ms: bounds[27] of LATENCY_BOUNDS. */
const FROM_COUNTERS = `
  SELECT concat_ws(' ', step, extract(epoch FROM time)::bigint, type, provider, nullif(api_key_id, ''), tag) AS key,
         ${EVENTS.map((event) => `sum(${event})::int AS ${event}`).join()},
         coalesce(sum((SELECT sum(handed_over[n]) FROM generate_series(0, 26) AS n)), 0)::int AS quick
    FROM statistics_counters WHERE facet IN ('all', 'tag') GROUP BY 1`;

const FAILED = `
  SELECT concat_ws(' ', kind, coalesce(e.detail->>'code', m.error->>'code')) AS key, count(*)::int AS count
    FROM message_events e JOIN messages m ON m.id = e.message_id CROSS JOIN unnest(ARRAY['code', 'failure']) AS k(kind)
   WHERE e.type = 'failed' GROUP BY 1`;

const FAILURES = `
  SELECT concat_ws(' ', 'failure', nullif(error_code, '')) AS key, sum(count)::int AS count
    FROM statistics_failures WHERE step = 'day' GROUP BY 1
   UNION ALL
  SELECT concat_ws(' ', 'code', nullif(error_code, '')), sum(failed)::int
    FROM statistics_counters WHERE step = 'day' AND facet = 'code' GROUP BY 1`;

/** What the events say. */
export async function fromEvents(pool: Pool): Promise<Counted> {
  return { ...(await read(pool, FROM_EVENTS)), ...(await read(pool, FAILED)) };
}

/** What the counters say. */
export async function fromCounters(pool: Pool): Promise<Counted> {
  return { ...(await read(pool, FROM_COUNTERS)), ...(await read(pool, FAILURES)) };
}

async function read(pool: Pool, sql: string): Promise<Counted> {
  const { rows } = await pool.query<Row>(sql);
  return Object.fromEntries(rows.map(({ key, ...row }) => [key, row as Record<string, number>]));
}
