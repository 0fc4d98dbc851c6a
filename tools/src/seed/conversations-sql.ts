import { FIRST_NAME, MAIL_ADDRESS, PHONE_NUMBER } from './people-sql.js';
import { CONVERSATION_ID } from './plan-sql.js';

/** $1: how many persons. Each has a conversation with each sender; the first one is the alerts'. A few are threads, archived or closed. */
export const SEED_CONVERSATIONS = `
  INSERT INTO conversations (id, type, status, channel_type, participant_from, participant_to, participant_low,
                             participant_high, title, created_at, updated_at)
  SELECT ${CONVERSATION_ID}, CASE WHEN k % 50 = 7 THEN 'thread' ELSE 'direct' END,
         CASE WHEN k % 100 = 3 THEN 'closed' WHEN k % 100 = 4 THEN 'archived' ELSE 'active' END,
         channel, coalesce(nullif(mailbox, ''), address), coalesce(name || ' <' || person || '>', person),
         least(address COLLATE "C", person COLLATE "C"), greatest(address COLLATE "C", person COLLATE "C"),
         CASE WHEN k = 0 THEN 'On call' WHEN k % 10 = 5 THEN 'Order CS-' || 100000 + k END, pg_temp.until() - interval '31 days',
         pg_temp.until() - interval '31 days'
    FROM (SELECT 1 + 6 * p + s AS k, s, CASE WHEN s > 2 THEN ${MAIL_ADDRESS} ELSE ${PHONE_NUMBER} END AS person,
                 CASE WHEN s > 2 THEN ${FIRST_NAME} END AS name
            FROM generate_series(0, $1::bigint - 1) AS p CROSS JOIN generate_series(0, 5) AS s
           UNION ALL SELECT 0, 6, '+12065550100', NULL) AS c
    JOIN seed_senders USING (s)`;

/** Counts what was seeded, as the fold does. What came in during the last hours is not read yet. */
export const COUNT_CONVERSATIONS = `
  UPDATE conversations c
     SET message_count = s.messages, inbound_count = s.inbound, last_message_at = s.last_at, unread_count = s.unread
    FROM (SELECT conversation_id, count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound,
                 max(created_at) AS last_at,
                 count(*) FILTER (WHERE direction = 'inbound' AND created_at > pg_temp.until() - interval '3 hours') AS unread
            FROM message_index GROUP BY conversation_id) AS s
   WHERE c.id = s.conversation_id`;

/** Those with whom nobody spoke yet. */
export const DROP_EMPTY_CONVERSATIONS = 'DELETE FROM conversations WHERE message_count = 0';

export const MAKE_SEARCHABLE = `
  INSERT INTO conversation_search (conversation_id, text)
  SELECT id, concat_ws(E'\\n', participant_from, participant_to, title) FROM conversations
      ON CONFLICT DO NOTHING`;
