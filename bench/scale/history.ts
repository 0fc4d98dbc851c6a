import type { Pool } from 'pg';
import { BODY, RECIPIENTS, recipientSql, SENDER } from '../load/recipients.js';

const CHUNK = 250_000;
/** Measured: a message with its three events, its attempt and all their indexes, on disk. */
const BYTES_A_MESSAGE = 1_100;
const DAYS = 30;

/** The disk that so many delivered messages will take, in GB. */
export function historyGb(messages: number): number {
  return (messages * BYTES_A_MESSAGE) / 1e9;
}

/** Delivered messages of the last month, each with its events and its attempt, oldest first. */
export async function fillHistory(pool: Pool, messages: number, note: (line: string) => void): Promise<void> {
  const client = await pool.connect();
  try {
    // Who loses the machine here begins again; the service itself is measured with it on.
    await client.query('SET synchronous_commit = off');
    const started = performance.now();
    for (let done = 0; done < messages; done += CHUNK) {
      const upTo = Math.min(done + CHUNK, messages);
      await client.query(FILL, [done, upTo - 1, messages, SENDER, BODY]);
      const seconds = (performance.now() - started) / 1_000;
      note(`  history: ${upTo} of ${messages} messages after ${seconds.toFixed(0)} s`);
    }
    for (const table of ['messages', 'message_events', 'send_attempts'])
      await client.query(`VACUUM (ANALYZE, FREEZE) ${table}`);
  } finally {
    client.release(true);
  }
}

const AGE_MS = DAYS * 86_400_000;
const ID = `(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - ${AGE_MS} + n * ${AGE_MS}::bigint / $3::bigint), 12, '0')
  || '7' || substr(gen_random_uuid()::text, 16))::uuid`;

/** $1, $2: the first and the last of them; $3: how many there will be. */
const FILL = `
  WITH input AS MATERIALIZED (
    SELECT n, ${ID} AS id, gen_random_uuid() AS attempt_id, ${recipientSql(`n % ${RECIPIENTS}`)} AS recipient,
           now() - interval '${DAYS} days' + n * interval '${DAYS} days' / $3::float8 AS at,
           'SMff' || lpad(to_hex(n), 30, '0') AS sid
      FROM generate_series($1::bigint, $2::bigint) AS n
  ), stored AS (
    INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider,
                          provider_message_id, attempt_count, attempt_id, created_at, updated_at, sent_at, delivered_at)
    SELECT i.id, c.id, 'outbound', 'sms', 'delivered', $4, i.recipient, $5, 'twilio', i.sid, 1, i.attempt_id, i.at, i.at,
           i.at, i.at
      FROM input i
      JOIN conversations c ON (c.channel_type, c.participant_low, c.participant_high) = ('sms', $4, i.recipient)
       AND c.type = 'direct'
     ORDER BY i.n
  ), told AS (
    INSERT INTO message_events (message_id, type, status, attempt, created_at)
    SELECT i.id, e.type, e.status, 1, i.at
      FROM input i
     CROSS JOIN (VALUES ('accepted', 'pending'), ('sending', 'sending'), ('sent', 'sent')) AS e (type, status)
     ORDER BY i.n
  )
  INSERT INTO send_attempts (id, message_id, number, provider, started_at, ended_at, outcome, http_status,
                             provider_message_id, latency_ms)
  SELECT attempt_id, id, 1, 'twilio', at, at, 'accepted', 201, sid, 90 FROM input ORDER BY n`;
