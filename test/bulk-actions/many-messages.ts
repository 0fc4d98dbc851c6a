import type { Pool } from 'pg';
import request from 'supertest';
import { SMS } from '../support/client.js';

const PER_BATCH = 1_000;
let lastNumber = 15_552_000_000;

/** Accepts so many texts with this tag, each to somebody else; answers their ids. */
export async function sendMany(
  url: string,
  count: number,
  tag: string,
  fields: object = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let done = 0; done < count; done += PER_BATCH) {
    const messages = Array.from({ length: Math.min(PER_BATCH, count - done) }, () => ({
      ...SMS,
      to: `+${(lastNumber += 1)}`,
      tags: [tag],
      ...fields,
    }));
    const { body } = await request(url).post('/api/v1/messages/batch').send({ messages }).expect(207);
    ids.push(
      ...(body as { results: { message: { id: string } }[] }).results.map(({ message }) => message.id),
    );
  }
  return ids;
}

/** As if all with this tag had failed. */
export async function failAll(pool: Pool, tag: string): Promise<void> {
  await pool.query(
    `WITH failed AS (
       UPDATE messages SET status = 'failed', due_at = NULL, failed_at = now(), updated_at = now(),
              error = '{"code": "30003", "message": "Unreachable", "provider": "twilio"}'
        WHERE $1 = ANY (tags) RETURNING id)
     INSERT INTO message_events (message_id, type, status) SELECT id, 'failed', 'failed' FROM failed`,
    [tag],
  );
}

/** How many messages with this tag have an event so often, by the number of times. */
export async function timesOf(
  pool: Pool,
  tag: string,
  type: string,
  reason = '',
): Promise<Record<number, number>> {
  const { rows } = await pool.query<{ times: number; count: number }>(
    `SELECT times, count(*)::int AS count FROM (
       SELECT (SELECT count(*)::int FROM message_events e WHERE e.message_id = m.id AND e.type = $2
                  AND ($3 = '' OR e.reason = $3)) AS times
         FROM messages m WHERE $1 = ANY (m.tags)) AS counts GROUP BY times`,
    [tag, type, reason],
  );
  return Object.fromEntries(rows.map(({ times, count }) => [times, count]));
}
