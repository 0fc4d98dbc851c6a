import type { Pool } from 'pg';
import { BODY, RECIPIENTS, recipientSql, SENDER } from '../load/recipients.js';
import { timeOrderedIdSql } from './time-ordered-id.js';

/** Every pair of participants, so that no measurement depends on how many of them wrote to each other before. */
export async function fillConversations(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
     SELECT ${timeOrderedIdSql('n')}, 'sms', $1, ${recipientSql('n')}, $1, ${recipientSql('n')}
       FROM generate_series(0, ${RECIPIENTS - 1}) AS n`,
    [SENDER],
  );
  await pool.query('VACUUM ANALYZE conversations');
}

interface FillOptions {
  /** Above 0 it keeps the processor from taking messages that are queued later for messages that lost their entry. */
  dueInSeconds?: number;
  priority?: string;
  /** The part of them whose requests were traced, from 0 to 1. */
  tracedShare?: number;
}

/** Accepted messages with their first event, as the api stores them; answers their ids, oldest first. */
export async function fillMessages(
  pool: Pool,
  count: number,
  { dueInSeconds = 0, priority = 'normal', tracedShare = 0 }: FillOptions = {},
): Promise<string[]> {
  const { rows } = await pool.query<{ ids: string[] }>(
    `WITH input AS MATERIALIZED (
       SELECT ${timeOrderedIdSql('n')} AS id, ${recipientSql(`n % ${RECIPIENTS}`)} AS recipient
         FROM generate_series(0, $1::int - 1) AS n
     ), stored AS (
       INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider,
                             due_at, priority, traceparent)
       SELECT i.id, c.id, 'outbound', 'sms', 'pending', $2, i.recipient, $3, 'twilio',
              now() + make_interval(secs => $4), $5,
              CASE WHEN random() < $6 THEN '00-' || md5(i.id::text) || '-' || left(md5(i.recipient), 16) || '-01' END
         FROM input i
         JOIN conversations c ON (c.channel_type, c.participant_low, c.participant_high) = ('sms', $2, i.recipient)
          AND c.type = 'direct'
       RETURNING id
     ), told AS (
       INSERT INTO message_events (message_id, type, status) SELECT id, 'accepted', 'pending' FROM stored
     )
     SELECT array_agg(id ORDER BY id) AS ids FROM stored`,
    [count, SENDER, BODY, dueInSeconds, priority, tracedShare],
  );
  return rows[0]?.ids ?? [];
}
