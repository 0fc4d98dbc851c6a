import type { Pool } from 'pg';
import { fillMessages } from '../stacks/our-rows.js';

/** A text that a provider took. */
export interface SentText {
  messageId: string;
  sid: string;
}

/** So many texts as they are after their send, waiting for news. */
export async function sentTexts(pool: Pool, count: number): Promise<SentText[]> {
  const ids = await fillMessages(pool, count);
  await pool.query(
    `WITH sent AS (
       UPDATE messages SET status = 'sent', due_at = NULL, sent_at = now(), attempt_count = 1, attempt_id = id,
              provider_message_id = 'SM' || replace(id::text, '-', '')
        WHERE id = ANY ($1) RETURNING id, provider_message_id
     )
     INSERT INTO send_attempts (message_id, id, number, provider, ended_at, outcome, provider_message_id)
     SELECT id, id, 1, 'twilio', now(), 'accepted', provider_message_id FROM sent`,
    [ids],
  );
  await pool.query('VACUUM ANALYZE');
  return ids.map((messageId) => ({ messageId, sid: `SM${messageId.replaceAll('-', '')}` }));
}
