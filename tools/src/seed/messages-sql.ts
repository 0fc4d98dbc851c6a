import { filled, HTML, METADATA } from './body-sql.js';
import { FIRST_NAME, MAIL_ADDRESS, PHONE_NUMBER } from './people-sql.js';
import { API_KEY_ID, CONVERSATION_ID, PLANNED } from './plan-sql.js';

/** SQL for a length of time in seconds whose mean that is: short ones are frequent, long ones rare. */
const about = (seconds: number, salt: number) => `${seconds} * -ln(1 - pg_temp.chance(n, ${salt}))`;

/** The on-call phone, of conversation 0. */
const ON_CALL_PHONE = '+12065550100';

/**
 * Messages of some hours, with events, attempts and what finds them: $1 to $4 as in PLANNED. A call may be refused once before it is taken
 * (`tries`); times are in seconds after the message was accepted.
 */
export const SEED_MESSAGES = `
  WITH ${PLANNED}, addressed AS MATERIALIZED (
    SELECT pl.*, se.channel AS type, se.address, se.mailbox, se.brand, se.fails,
           CASE role WHEN 'answer' THEN 4 ELSE se.key END AS key,
           role IN ('reply', 'stop') AS inbound,
           CASE WHEN pl.s = 6 THEN '${ON_CALL_PHONE}' WHEN se.channel = 'email' THEN ${MAIL_ADDRESS} ELSE ${PHONE_NUMBER} END AS person,
           CASE se.channel WHEN 'email' THEN ${FIRST_NAME} || ' <' || ${MAIL_ADDRESS} || '>' END AS person_mailbox,
           CASE se.channel WHEN 'email' THEN 'sendgrid' ELSE 'twilio' END AS provider,
           ${filled('pl.template')} AS body, ${filled('pl.subject')} AS filled_subject,
           CASE WHEN st.at < pl.at AND role NOT IN ('reply', 'stop') THEN 'suppressed'
                WHEN role IN ('reply', 'stop', 'scheduled') THEN NULL
                WHEN pg_temp.chance(n, 8) < se.fails * CASE WHEN trouble AND se.channel = 'sms' THEN 6 ELSE 1 END THEN
                  CASE WHEN trouble AND se.channel = 'sms' AND pg_temp.chance(n, 10) < 0.8 THEN '30008'
                       WHEN role = 'campaign' AND se.channel = 'sms' AND pg_temp.chance(n, 10) < 0.6 THEN '30007'
                       ELSE (SELECT code FROM seed_codes c
                              WHERE c.channel = se.channel AND pg_temp.chance(n, 9) >= above AND pg_temp.chance(n, 9) < upto) END
           END AS code,
           CASE WHEN pg_temp.chance(n, 16) < 0.012 OR trouble AND pg_temp.chance(n, 16) < 0.4 THEN 2 ELSE 1 END AS tries,
           CASE WHEN role IN ('first', 'campaign', 'scheduled') THEN
             CASE WHEN n % 5000 = 77 THEN ARRAY['outage-notice'] ELSE ARRAY[pl.tag] END ELSE '{}' END AS tags
      FROM planned pl JOIN seed_senders se USING (s) LEFT JOIN seed_stops st ON st.k = pl.k
  ), timed AS MATERIALIZED (
    SELECT a.*, co.reason, coalesce(co.at_once, false) AS at_once,
           ${about(0.09, 17)} + 0.06 AS latency,
           0.04 + ${about(0.12, 18)} + CASE WHEN pg_temp.chance(n, 19) < 0.006 THEN 3 + 12 * pg_temp.chance(n, 20) ELSE 0 END
             + CASE WHEN trouble AND type = 'sms' THEN ${about(4, 21)} ELSE 0 END AS claimed,
           CASE tries WHEN 1 THEN 0 ELSE 30 + 5 * pg_temp.chance(n, 22) END AS waited,
           CASE type WHEN 'email' THEN 1.5 + ${about(6, 23)} ELSE 0.9 + ${about(2.2, 23)} END
             * CASE WHEN pg_temp.chance(n, 24) < 0.02 THEN 12 ELSE 1 END AS travelled
      FROM addressed a LEFT JOIN seed_codes co ON co.channel = a.type AND co.code = a.code
  ), ended AS MATERIALIZED (
    SELECT t.*, at + (claimed + waited + latency) * interval '1 s' AS taken_at,
           at + (claimed + waited + latency + CASE WHEN at_once OR code = 'suppressed' THEN 0 ELSE travelled END)
             * interval '1 s' AS end_at
      FROM timed t
  ), said AS MATERIALIZED (
    SELECT n, at, pg_temp.id_of(at, n, 25) AS id, ${CONVERSATION_ID} AS conversation_id, type, provider, tags, code, reason,
           at_once, tries, claimed, waited, latency, taken_at, inbound, body, role, brand, filled_subject AS subject,
           CASE WHEN inbound THEN 'inbound' ELSE 'outbound' END AS direction,
           CASE WHEN inbound THEN person WHEN mailbox <> '' THEN mailbox ELSE address END AS from_address,
           CASE WHEN inbound THEN address ELSE coalesce(person_mailbox, person) END AS to_address,
           CASE WHEN inbound THEN person ELSE address END AS from_participant,
           CASE WHEN inbound THEN address ELSE person END AS to_participant,
           CASE WHEN inbound THEN 'received' WHEN role = 'scheduled' THEN 'scheduled' WHEN code IS NOT NULL AND end_at < pg_temp.until() THEN 'failed'
                WHEN end_at >= pg_temp.until() OR type = 'sms' AND pg_temp.chance(n, 26) < 0.001 THEN 'sent' ELSE 'delivered' END AS status,
           CASE WHEN role = 'scheduled' THEN pg_temp.until() + interval '3 days' + claimed * interval '20 min' END AS scheduled_at,
           end_at, ${METADATA} AS metadata, CASE WHEN NOT inbound THEN ${API_KEY_ID} END AS api_key_id,
           -- As the providers have them.
           CASE WHEN role = 'scheduled' OR at_once OR code = 'suppressed' THEN NULL
                WHEN type = 'email' THEN translate(encode(decode(md5('mail' || n), 'hex'), 'base64'), '+/=', 'xy')
                ELSE 'SM' || md5('text' || n || pg_temp.chance(n, 27)) END AS provider_message_id,
           CASE WHEN inbound OR role = 'scheduled' OR code = 'suppressed' THEN 0 ELSE tries END AS attempts,
           pg_temp.id_of(at + (claimed + waited) * interval '1 s', n, 28) AS attempt_id
      FROM ended
  ), stored AS (
    INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, subject, html, tags,
                          metadata, provider, provider_message_id, attempt_count, retry_count, attempt_id, api_key_id, segments, error,
                          created_at, updated_at, sent_at, delivered_at, failed_at, scheduled_at, due_at)
    SELECT id, conversation_id, direction, type, status, from_address, to_address, body, subject,
           CASE type WHEN 'email' THEN ${HTML} END, tags, metadata, provider, provider_message_id, attempts,
           greatest(0, attempts - 1), CASE WHEN attempts > 0 THEN attempt_id END, api_key_id,
           CASE WHEN type <> 'email' AND NOT inbound THEN CASE WHEN length(body) <= 160 THEN 1 ELSE ceil(length(body) / 153.0) END END,
           CASE WHEN status = 'failed' THEN jsonb_build_object('code', code,
             'message', coalesce(reason, 'the recipient is suppressed'), 'provider', CASE code WHEN 'suppressed' THEN NULL ELSE provider END) END,
           at, CASE WHEN status IN ('received', 'scheduled') THEN at WHEN status = 'sent' THEN taken_at ELSE end_at END,
           CASE WHEN status IN ('sent', 'delivered') OR status = 'failed' AND provider_message_id IS NOT NULL THEN taken_at END,
           CASE status WHEN 'delivered' THEN end_at END, CASE status WHEN 'failed' THEN end_at END,
           scheduled_at, scheduled_at
      FROM said
  ), told AS (
    INSERT INTO message_events (message_id, type, status, reason, attempt, detail, created_at)
    SELECT id, e.type, e.status, e.reason, e.attempt, e.detail, e.at
      FROM said CROSS JOIN LATERAL (
        VALUES (CASE WHEN inbound THEN 'received' ELSE 'accepted' END,
                CASE WHEN status IN ('received', 'scheduled') THEN status ELSE 'pending' END, NULL, NULL::int, NULL::jsonb, at),
               ('sending', 'sending', NULL, 1, NULL, CASE WHEN attempts > 0 THEN at + claimed * interval '1 s' END),
               ('retry', 'retry', 'Too Many Requests', 1, jsonb_build_object('code', CASE type WHEN 'email' THEN '429' ELSE '20429' END, 'retry_in_seconds', round(waited)),
                CASE WHEN attempts > 1 THEN at + (claimed + latency) * interval '1 s' END),
               ('sending', 'sending', NULL, 2, NULL, CASE WHEN attempts > 1 THEN at + (claimed + waited) * interval '1 s' END),
               ('sent', 'sent', NULL, attempts, jsonb_build_object('provider', provider, 'provider_message_id', provider_message_id),
                CASE WHEN attempts > 0 AND NOT at_once THEN taken_at END),
               ('delivered', 'delivered', NULL, attempts,
                jsonb_build_object('provider', provider, 'provider_status', 'delivered'),
                CASE status WHEN 'delivered' THEN end_at END),
               ('failed', 'failed', coalesce(reason, 'the recipient is suppressed'), nullif(attempts, 0),
                CASE WHEN at_once OR attempts = 0 THEN jsonb_build_object('code', code)
                     ELSE jsonb_build_object('code', code, 'provider', provider,
                            'provider_status', CASE type WHEN 'email' THEN 'bounce' ELSE 'undelivered' END) END,
                CASE status WHEN 'failed' THEN end_at END)
      ) AS e (type, status, reason, attempt, detail, at)
     WHERE e.at IS NOT NULL
     ORDER BY e.at
  ), attempts AS (
    INSERT INTO send_attempts (id, message_id, number, provider, started_at, ended_at, outcome, http_status,
                               provider_code, provider_message, provider_message_id, latency_ms)
    SELECT e.id, said.id, e.number, provider, e.at, e.at + latency * interval '1 s', e.outcome, e.http_status, e.code, e.message,
           e.provider_message_id, round(1000 * latency)
      FROM said CROSS JOIN LATERAL (
        VALUES (pg_temp.id_of(at + claimed * interval '1 s', n, 29), 1, at + claimed * interval '1 s', 'retryable', 429,
                CASE type WHEN 'email' THEN '429' ELSE '20429' END, 'Too Many Requests', NULL, attempts > 1),
               (attempt_id, attempts, at + (claimed + waited) * interval '1 s', CASE WHEN at_once THEN 'permanent' ELSE 'accepted' END,
                CASE WHEN at_once THEN 400 WHEN type = 'email' THEN 202 ELSE 201 END, CASE WHEN at_once THEN code END,
                CASE WHEN at_once THEN reason END, provider_message_id, attempts > 0)
      ) AS e (id, number, at, outcome, http_status, code, message, provider_message_id, was_made)
     WHERE e.was_made ORDER BY n, number
  )
  INSERT INTO message_index (message_id, conversation_id, created_at, direction, type, from_participant,
                             to_participant, tags, words, provider, api_key_id, terms)
  SELECT id, conversation_id, at, direction, type, from_participant, to_participant, tags,
         strip(to_tsvector('simple', concat_ws(' ', subject, body))),
         provider, api_key_id, ARRAY(SELECT lower(value) FROM jsonb_each_text(metadata))
    FROM said`;
