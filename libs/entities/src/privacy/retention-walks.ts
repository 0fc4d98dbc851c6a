import { isAbout, nameOf, withoutNamed } from './named-in-json.js';

/** What a step answers, of `page`, the rows that it looked at, and `due`, those that it changed. */
const END = `
    SELECT (SELECT count(*) FROM due)::int AS done,
           (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last,
           (SELECT id FROM page p WHERE is_needed AND NOT EXISTS (SELECT 1 FROM due d WHERE d.id = p.id) ORDER BY id LIMIT 1) AS left,
           (SELECT count(*) FROM page)::int AS seen`;

/** What providers sent, as it came. */
export const PAYLOADS = {
  name: 'retention_payloads',
  text: `
    WITH page AS MATERIALIZED (
      SELECT id, received_at < now() - make_interval(days => $3) AND applied_at IS NOT NULL AS is_over,
             payload <> '{}' AS is_needed
        FROM webhook_events WHERE id > $1 AND id < $2 ORDER BY id LIMIT $4
    ), due AS MATERIALIZED (
      SELECT id FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM page WHERE is_over AND is_needed)) FOR UPDATE SKIP LOCKED
    ), redacted AS (
      UPDATE webhook_events SET payload = '{}', inbound = NULL, consent = NULL, reason = NULL
       WHERE id = ANY (ARRAY(SELECT id FROM due))
    )${END}`,
};

/** Events of no message that is here any more, or ever was. */
export const STRAY_EVENTS = {
  name: 'retention_stray_events',
  text: `
    WITH page AS MATERIALIZED (
      SELECT w.id, w.received_at < now() - make_interval(days => $3) AND w.applied_at IS NOT NULL AS is_over,
             NOT EXISTS (SELECT 1 FROM messages m WHERE m.id IN (w.id, w.message_id))
             AND NOT EXISTS (SELECT 1 FROM send_attempts a
                              WHERE a.provider_message_id = w.provider_message_id AND a.provider = w.provider) AS is_needed
        FROM webhook_events w WHERE w.id > $1 AND w.id < $2 ORDER BY w.id LIMIT $4
    ), due AS MATERIALIZED (
      SELECT id FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM page WHERE is_over AND is_needed)) FOR UPDATE SKIP LOCKED
    ), removed AS (DELETE FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM due)))
    ${END}`,
};

/** Of a conversation in which nothing has happened for so long; its pair may open another one. */
export const PARTICIPANTS = {
  name: 'retention_participants',
  text: `
    WITH page AS MATERIALIZED (
      SELECT id, coalesce(last_message_at, created_at) < now() - make_interval(days => $3) AS is_over,
             participant_low <> 'redacted:' || id AS is_needed
        FROM conversations WHERE id > $1 AND id < $2 ORDER BY id LIMIT $4
    ), due AS MATERIALIZED (
      SELECT c.id, ${nameOf('c.participant_low')} AS low, ${nameOf('c.participant_high')} AS high FROM conversations c
       WHERE c.id = ANY (ARRAY(SELECT id FROM page WHERE is_over AND is_needed))
         AND NOT EXISTS (SELECT 1 FROM message_index_tail t WHERE t.conversation_id = c.id)
         FOR UPDATE SKIP LOCKED
    ), redacted AS (
      UPDATE conversations c
         SET participant_from = 'redacted', participant_to = 'redacted', participant_low = 'redacted:' || c.id,
             participant_high = 'redacted:' || c.id,
             title = CASE WHEN ${isAbout('c.title', 'd.low')} OR ${isAbout('c.title', 'd.high')} THEN NULL ELSE c.title END,
             metadata = ${withoutNamed(`(${withoutNamed('c.metadata', 'd.low')})`, 'd.high')}
        FROM due d
       WHERE c.id = ANY (ARRAY(SELECT id FROM due)) AND c.id = d.id
    ), searched AS (DELETE FROM conversation_search WHERE conversation_id = ANY (ARRAY(SELECT id FROM due)))
    ${END}`,
};

/** Whom a bulk action was about, once it is done; one that may go on would go on for all without its filter. */
export const BULK_FILTERS = {
  name: 'retention_bulk_filters',
  text: `
    WITH page AS MATERIALIZED (
      SELECT id, status = 'done' AND finished_at < now() - make_interval(days => $3) AS is_over,
             filter ?| '{from,to,search}' AS is_needed
        FROM bulk_actions WHERE id > $1 AND id < $2 ORDER BY id LIMIT $4
    ), due AS MATERIALIZED (
      SELECT id FROM bulk_actions WHERE id = ANY (ARRAY(SELECT id FROM page WHERE is_over AND is_needed)) FOR UPDATE SKIP LOCKED
    ), redacted AS (
      UPDATE bulk_actions SET filter = filter - '{from,to,search}'::text[], wanted = '{}' WHERE id = ANY (ARRAY(SELECT id FROM due))
    )${END}`,
};
