/** What Twilio and SendGrid told of the newest messages, as they tell it; $1: of at most how many. */
export const SEED_PROVIDER_EVENTS = `
  WITH recent AS (
    SELECT m.*, row_number() OVER (ORDER BY m.id) AS n
      FROM (SELECT * FROM messages WHERE direction = 'outbound' AND provider_message_id IS NOT NULL
             ORDER BY id DESC LIMIT $1) AS m
     WHERE created_at > pg_temp.until() - interval '3 days'
  ), told AS (
    SELECT r.*, e.kind, e.word, e.at, error->>'code' AS code, error->>'message' AS reason,
           substring(to_address from '<(.*)>') AS mail
      FROM recent r CROSS JOIN LATERAL (
        VALUES ('sent', CASE type WHEN 'email' THEN 'processed' ELSE 'sent' END, sent_at + interval '0.4 s'),
               ('delivered', 'delivered', delivered_at),
               ('failed', CASE type WHEN 'email' THEN 'bounce' ELSE 'undelivered' END, failed_at)) AS e (kind, word, at)
     WHERE e.at IS NOT NULL
  )
  INSERT INTO webhook_events (id, provider, event_id, kind, provider_status, provider_message_id, message_id, code, reason,
                              occurred_at, payload, received_at, applied_at)
  SELECT pg_temp.id_of(at, n, 90 + length(word)), provider,
         CASE type WHEN 'email' THEN md5(word || id) ELSE provider_message_id || ':' || word END, kind, word, provider_message_id, id,
         CASE kind WHEN 'failed' THEN code END, CASE kind WHEN 'failed' THEN reason END,
         CASE type WHEN 'email' THEN date_trunc('second', at) END,
         jsonb_strip_nulls(CASE type WHEN 'email' THEN
           jsonb_build_object('email', mail, 'event', word, 'timestamp', floor(extract(epoch FROM at)), 'sg_event_id', md5(word || id),
             'sg_message_id', provider_message_id || '.recvd-5d4b8f7c9-' || substr(md5(id::text), 1, 5) || '-1', 'message_id', id,
             'status', CASE kind WHEN 'failed' THEN code END, 'reason', CASE kind WHEN 'failed' THEN reason END,
             'type', CASE kind WHEN 'failed' THEN 'bounce' END, 'response', CASE kind WHEN 'delivered' THEN '250 2.0.0 OK' END)
         ELSE
           jsonb_build_object('MessageSid', provider_message_id, 'SmsSid', provider_message_id, 'MessageStatus', word, 'SmsStatus', word,
             'To', to_address, 'From', from_address, 'ApiVersion', '2010-04-01', 'ErrorCode', CASE kind WHEN 'failed' THEN code END)
         END), at, at
    FROM told ORDER BY at
      ON CONFLICT DO NOTHING`;

/** Those who wrote STOP, whose mails bounced, who complained, and one that was asked for on the phone; $1: how many of the bounces. */
export const SEED_SUPPRESSIONS = `
  INSERT INTO suppressions (id, channel, address, sender, reason, note, created_at, told_at)
  SELECT pg_temp.id_of(at, row_number() OVER (ORDER BY at), 95), channel, address, sender, reason, note, at, at FROM (
    SELECT DISTINCT ON (from_address, to_address) 'sms' AS channel, from_address AS address, to_address AS sender, 'stop' AS reason,
           NULL AS note, created_at AS at
      FROM messages WHERE status = 'received' AND body = 'STOP'
     UNION ALL
    SELECT DISTINCT ON (participant(to_address)) 'email', participant(to_address), '', 'bounce', NULL, failed_at
      FROM (SELECT * FROM messages WHERE status = 'failed' AND error->>'code' = '5.1.1' ORDER BY id DESC LIMIT $1) AS b
     UNION ALL
    SELECT 'email', 'freya.lind@example.org', '', 'complaint', NULL, pg_temp.until() - interval '11 days'
     UNION ALL
    SELECT 'sms', '+12065550163', '', 'manual', 'Asked on the phone not to get texts', pg_temp.until() - interval '12 days 5 h'
  ) AS s ON CONFLICT DO NOTHING`;
