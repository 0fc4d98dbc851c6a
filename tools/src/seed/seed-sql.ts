import { CODE_SQL, METADATA_SQL, WORDS_SQL } from './words-sql.js';

/** SQL for the participants of conversation `k`: four in five by phone, one in five by email. */
const PARTICIPANTS = `
  CASE WHEN k % 5 < 4 THEN 'sms' ELSE 'email' END AS channel,
  CASE WHEN k % 5 < 4 THEN '+1555000' || lpad((k % 20)::text, 4, '0')
       ELSE 'shop' || k % 20 || '@shop.example' END AS from_address,
  CASE WHEN k % 5 < 4 THEN '+1' || (2000000000 + k * 7919::bigint % 7999999999)
       ELSE 'customer' || k || '@mail' || k % 97 || '.example' END AS to_address`;

/** SQL for a UUIDv7 of the time `at`, in the order of `n` within a millisecond. */
const ID = `(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
  || substr(gen_random_uuid()::text, 20))::uuid`;

/** $1: how many. The first few are old and busy; one in fifty is a thread, a few are archived or closed. */
export const SEED_CONVERSATIONS = `
  INSERT INTO conversations (id, type, status, channel_type, participant_from, participant_to, participant_low,
                             participant_high, title, created_at, updated_at)
  SELECT ('0190000000007000' || '8000' || lpad(to_hex(k), 12, '0'))::uuid,
         CASE WHEN k % 50 = 7 THEN 'thread' ELSE 'direct' END,
         CASE WHEN k % 100 = 3 THEN 'closed' WHEN k % 100 < 3 THEN 'archived' ELSE 'active' END,
         channel, from_address, to_address, least(from_address COLLATE "C", to_address COLLATE "C"),
         greatest(from_address COLLATE "C", to_address COLLATE "C"),
         CASE WHEN k % 10 = 3 THEN 'Order ' || 100000 + k END, now() - interval '31 days', now() - interval '31 days'
    FROM (SELECT k, ${PARTICIPANTS} FROM generate_series(0, $1::bigint - 1) AS k) AS c`;

/**
 * $1, $2: the first and the last of them; $3: how many there will be; $4: how many conversations. They are spread over
 * the last month; a tenth is of conversation 0, a tenth inbound.
 */
export const SEED_MESSAGES = `
  WITH numbered AS (
    SELECT n, CASE WHEN n % 10 = 0 THEN 0 ELSE n * 31::bigint % $4::bigint END AS k,
           now() - interval '30 days' + n * interval '30 days' / $3::float8 AS at
      FROM generate_series($1::bigint, $2::bigint) AS n
  ), input AS MATERIALIZED (
    SELECT n, at, ${ID} AS id, ('0190000000007000' || '8000' || lpad(to_hex(k), 12, '0'))::uuid AS conversation_id,
           n / 10 % 10 = 5 AS inbound, ${PARTICIPANTS}, ${WORDS_SQL} AS body,
           CASE WHEN n % 4 = 0 THEN ARRAY['campaign' || n % 12] WHEN n / 10 % 500 = 1 THEN ARRAY['rare']
                WHEN n % 30 = 7 THEN ARRAY['weekly'] ELSE '{}' END AS tags
      FROM numbered
  ), said AS MATERIALIZED (
    SELECT *, CASE channel WHEN 'email' THEN 'email' ELSE 'sms' END AS type,
           CASE channel WHEN 'email' THEN 'sendgrid' ELSE 'twilio' END AS provider,
           CASE WHEN inbound THEN 'inbound' ELSE 'outbound' END AS direction,
           CASE WHEN inbound THEN to_address ELSE from_address END AS sender,
           CASE WHEN inbound THEN from_address ELSE to_address END AS recipient,
           CASE WHEN inbound THEN 'received' WHEN n / 10 % 50 = 1 THEN 'failed' WHEN n / 10 % 20 = 2 THEN 'sent'
                ELSE 'delivered' END AS status,
           CASE WHEN NOT inbound AND n / 10 % 50 = 1 THEN ${CODE_SQL} END AS code,
           CASE WHEN inbound THEN at ELSE at + interval '5 seconds' END AS changed_at,
           -- As the providers have them.
           CASE WHEN channel = 'email' THEN 'seed' || n ELSE 'SM' || md5('seed' || n) END AS provider_message_id,
           -- Of three keys, and none.
           CASE WHEN NOT inbound AND n % 4 > 0
                THEN ('0190000000007000' || '9000' || lpad((n % 4)::text, 12, '0'))::uuid END AS api_key_id,
           ${METADATA_SQL} AS metadata, gen_random_uuid() AS attempt_id
      FROM input
  ), stored AS (
    INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, subject, tags,
                          metadata, provider, provider_message_id, attempt_count, attempt_id, api_key_id, error,
                          created_at, updated_at, sent_at, delivered_at, failed_at)
    SELECT id, conversation_id, direction, type, status, sender, recipient, body,
           CASE type WHEN 'email' THEN 'Your order' END, tags, metadata, provider, provider_message_id, 1,
           CASE WHEN NOT inbound THEN attempt_id END, api_key_id,
           CASE WHEN code IS NOT NULL
                THEN jsonb_build_object('code', code, 'message', 'It could not be delivered', 'provider', provider) END,
           at, changed_at, CASE WHEN status IN ('sent', 'delivered') THEN at + interval '1 second' END,
           CASE status WHEN 'delivered' THEN changed_at END, CASE status WHEN 'failed' THEN changed_at END
      FROM said
  ), told AS (
    INSERT INTO message_events (message_id, type, status, detail, created_at)
    SELECT id, e.type, e.status, e.detail, e.at
      FROM said CROSS JOIN LATERAL (
        VALUES (0, CASE WHEN inbound THEN 'received' ELSE 'accepted' END,
                CASE WHEN inbound THEN 'received' ELSE 'pending' END, NULL::jsonb, at),
               (1, 'sent', 'sent', NULL, CASE WHEN status IN ('sent', 'delivered') THEN at + interval '1 second' END),
               (2, status, status, CASE WHEN code IS NOT NULL THEN jsonb_build_object('code', code) END,
                CASE WHEN status IN ('delivered', 'failed') THEN changed_at END)
      ) AS e (number, type, status, detail, at)
     WHERE e.at IS NOT NULL
     ORDER BY e.at
  ), attempts AS (
    INSERT INTO send_attempts (id, message_id, number, provider, started_at, ended_at, outcome, http_status,
                               provider_code, provider_message_id, latency_ms)
    SELECT attempt_id, id, 1, provider, at, at + interval '1 second', 'accepted', 201, code, provider_message_id,
           50 + n % 200
      FROM said WHERE NOT inbound ORDER BY n
  )
  INSERT INTO message_index (message_id, conversation_id, created_at, direction, type, from_participant,
                             to_participant, tags, words, provider, api_key_id, terms)
  SELECT id, conversation_id, at, direction, type, sender, recipient, tags,
         strip(to_tsvector('simple', CASE type WHEN 'email' THEN 'Your order ' ELSE '' END || body)),
         provider, api_key_id, ARRAY(SELECT lower(value) FROM jsonb_each_text(metadata))
    FROM said`;

/** Counts what was seeded, as the fold does. */
export const COUNT_CONVERSATIONS = `
  UPDATE conversations c
     SET message_count = s.messages, inbound_count = s.inbound, last_message_at = s.last_at, unread_count = s.inbound
    FROM (SELECT conversation_id, count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound,
                 max(created_at) AS last_at
            FROM message_index GROUP BY conversation_id) AS s
   WHERE c.id = s.conversation_id`;

export const MAKE_SEARCHABLE = `
  INSERT INTO conversation_search (conversation_id, text)
  SELECT id, concat_ws(E'\\n', participant_from, participant_to, title) FROM conversations
      ON CONFLICT DO NOTHING`;
