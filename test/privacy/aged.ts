import { firstIdAt } from '#config';
import { randomBytes } from 'node:crypto';
import type { RunningSystem } from '../support/running-system.js';

const DAY_MS = 86_400_000;

/** Makes a message, and all that is of it, so many days older; answers the id that it has then. */
export async function aged({ database: { pool } }: RunningSystem, id: string, days: number): Promise<string> {
  const old = firstIdAt(Date.now() - days * DAY_MS).slice(0, 24) + randomBytes(6).toString('hex');
  const time = new Date(Date.now() - days * DAY_MS);
  await pool.query('UPDATE messages SET id = $2, created_at = $3, updated_at = $3 WHERE id = $1', [
    id,
    old,
    time,
  ]);
  for (const table of [
    'message_events',
    'send_attempts',
    'message_index',
    'message_index_tail',
    'attachments',
    'attachment_contents',
    'callbacks',
    'webhook_events',
  ])
    await pool.query(`UPDATE ${table} SET message_id = $2 WHERE message_id = $1`, [id, old]);
  // The event that brought a message has its id.
  await pool.query('UPDATE webhook_events SET id = $2, received_at = $3 WHERE id = $1', [id, old, time]);
  await pool.query(
    `UPDATE webhook_events w SET received_at = $2, id = overlay($1::text placing substr(w.id::text, 25) from 25)::uuid
      WHERE id <> $1 AND (message_id = $1 OR EXISTS (
        SELECT 1 FROM send_attempts a WHERE a.message_id = $1 AND a.provider_message_id = w.provider_message_id))`,
    [old, time],
  );
  return old;
}
