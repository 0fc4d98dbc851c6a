import type { Pool } from 'pg';
import type { SentMessages } from './stack.js';

/** How many messages a stack has sent and how fast, by the times it wrote itself. */
export async function sentMessages(pool: Pool, sentAt: string): Promise<SentMessages> {
  const { rows } = await pool.query<{ count: string; seconds: number | null }>(
    `SELECT count(*) AS count,
            extract(epoch FROM percentile_disc(0.9) WITHIN GROUP (ORDER BY ${sentAt})
                             - percentile_disc(0.1) WITHIN GROUP (ORDER BY ${sentAt}))::float8 AS seconds
       FROM messages WHERE status = 'sent'`,
  );
  const count = Number(rows[0]?.count ?? 0);
  return { count, perSecond: (count * 0.8) / (rows[0]?.seconds ?? NaN) };
}

export async function countMessages(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM messages');
  return Number(rows[0]?.count);
}
