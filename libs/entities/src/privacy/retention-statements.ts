import { participantOf } from '../tables/participant.js';
import { isAbout, nameOf, withoutNamed } from './named-in-json.js';

/** What is kept of messages for so long. */
export const MESSAGE_RETENTIONS = ['bodies', 'addresses', 'attachments', 'events', 'messages'] as const;
export type MessageRetention = (typeof MESSAGE_RETENTIONS)[number];

const DUE = 'ANY (ARRAY(SELECT id FROM due))';

/** At its end: nothing is sent any more, and nobody is asked what became of it. */
const IS_FINAL = `(m.status IN ('delivered', 'failed', 'canceled', 'received') OR m.status = 'sent' AND m.due_at IS NULL)`;

/** What an inbound message came with has its text, its files and both addresses; replayed, it brings none. */
const INBOUND_PAYLOADS = `
    inbound_payloads AS (
      UPDATE webhook_events SET payload = '{}', inbound = NULL
       WHERE id = ${DUE} AND applied_at IS NOT NULL AND payload <> '{}')`;

const REDACT_WEBHOOKS = (change: string) =>
  [
    ['done_webhooks', `<> 'pending'`],
    ['due_webhooks', `= 'pending'`],
  ]
    .map(
      ([name, which]) => `
    ${name} AS (
      UPDATE callbacks c SET snapshot = ${change} FROM due d
       WHERE c.message_id = ${DUE} AND c.message_id = d.id AND c.status ${which})`,
    )
    .join(',');

/** Events of these messages by the ids under which their provider knows them, and by ours. */
const TOLD = `
    told AS MATERIALIZED (
      SELECT w.id FROM webhook_events w WHERE w.message_id = ${DUE}
       UNION
      SELECT w.id FROM send_attempts a JOIN webhook_events w ON w.provider_message_id = a.provider_message_id AND w.provider = a.provider
       WHERE a.message_id = ${DUE} AND a.provider_message_id IS NOT NULL
       UNION
      SELECT w.id FROM webhook_events w WHERE w.id = ${DUE}
    )`;

/** The other one: whom we wrote to, or who wrote to us. */
const PERSON = `CASE m.direction WHEN 'inbound' THEN m.from_address ELSE m.to_address END`;

interface Work {
  /** Whether there is anything left of it in a message `m`. */
  needs: string;
  /** CTEs that follow `due`: the id, the person as a participant, and as texts name it. The last begins no further one. */
  changes: string;
}

const WORK: Record<MessageRetention, Work> = {
  bodies: {
    needs: `(m.body <> '' OR m.subject IS NOT NULL OR m.html IS NOT NULL)`,
    changes: `
    redacted AS (
      UPDATE messages SET body = '', subject = NULL, html = NULL, redacted_at = coalesce(redacted_at, now()) WHERE id = ${DUE}),
    words AS (UPDATE message_index SET words = '' WHERE message_id = ${DUE}),
    ${INBOUND_PAYLOADS},
    ${REDACT_WEBHOOKS(`snapshot || '{"body": "", "subject": null, "html": null}'`)}`,
  },
  addresses: {
    needs: `${PERSON} <> 'redacted'`,
    changes: `
    redacted AS (
      UPDATE messages m
         SET from_address = CASE direction WHEN 'inbound' THEN 'redacted' ELSE from_address END,
             to_address = CASE direction WHEN 'inbound' THEN to_address ELSE 'redacted' END,
             options = options - '{cc,bcc,reply_to,callback_url}'::text[],
             error = CASE WHEN error IS NOT NULL THEN error || '{"message": ""}' END,
             client_request_id = NULL,
             metadata = ${withoutNamed('m.metadata', 'd.name')},
             redacted_at = coalesce(redacted_at, now())
        FROM due d
       WHERE m.id = ${DUE} AND m.id = d.id),
    index_rows AS (
      UPDATE message_index i
         SET from_participant = CASE direction WHEN 'inbound' THEN 'redacted' ELSE from_participant END,
             to_participant = CASE direction WHEN 'inbound' THEN to_participant ELSE 'redacted' END,
             terms = CASE WHEN terms <> '{}' THEN ARRAY(SELECT t FROM unnest(terms) AS t WHERE NOT ${isAbout('t', 'd.name')})
                          ELSE terms END
        FROM due d
       WHERE i.message_id = ${DUE} AND i.message_id = d.id),
    lines AS (
      UPDATE message_events SET reason = NULL, detail = detail - '{message,reason}'::text[]
       WHERE message_id = ${DUE} AND (reason IS NOT NULL OR detail ?| '{message,reason}')),
    attempts AS (
      UPDATE send_attempts SET provider_message = NULL WHERE message_id = ${DUE} AND provider_message IS NOT NULL),
    choices AS (
      DELETE FROM sender_choices c USING due d
       WHERE c.recipient = d.person
         AND NOT EXISTS (SELECT 1 FROM message_index i
                          WHERE i.to_participant = c.recipient AND i.message_id <> ALL (ARRAY(SELECT id FROM due)))
         AND NOT EXISTS (SELECT 1 FROM message_index_tail i WHERE i.to_participant = c.recipient)),
    ${TOLD},
    payloads AS (
      UPDATE webhook_events SET payload = '{}', inbound = NULL, consent = NULL, reason = NULL
       WHERE id = ANY (ARRAY(SELECT id FROM told)) AND applied_at IS NOT NULL AND payload <> '{}'),
    ${REDACT_WEBHOOKS(`
        (snapshot || '{"from_address": "redacted", "to_address": "redacted", "client_request_id": null}'
                  || jsonb_build_object('metadata', ${withoutNamed("coalesce(snapshot->'metadata', '{}')", 'd.name')}))
          #- '{options,cc}' #- '{options,bcc}' #- '{options,reply_to}'`)}`,
  },
  attachments: {
    needs: `m.attachments <> '[]' OR EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = m.id)`,
    changes: `
    contents AS (DELETE FROM attachment_contents WHERE message_id = ${DUE}),
    files AS (DELETE FROM attachments WHERE message_id = ${DUE}),
    redacted AS (
      UPDATE messages SET attachments = '[]', redacted_at = coalesce(redacted_at, now()) WHERE id = ${DUE}),
    ${INBOUND_PAYLOADS},
    ${REDACT_WEBHOOKS(`snapshot || '{"attachments": []}'`)}`,
  },
  events: {
    needs: `EXISTS (SELECT 1 FROM message_events e WHERE e.message_id = m.id)`,
    changes: `lines AS (DELETE FROM message_events WHERE message_id = ${DUE})`,
  },
  messages: {
    needs: 'true',
    changes: `
    ${TOLD},
    told_events AS (DELETE FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM told))),
    lines AS (DELETE FROM message_events WHERE message_id = ${DUE}),
    attempts AS (DELETE FROM send_attempts WHERE message_id = ${DUE}),
    contents AS (DELETE FROM attachment_contents WHERE message_id = ${DUE}),
    files AS (DELETE FROM attachments WHERE message_id = ${DUE}),
    done_webhooks AS (DELETE FROM callbacks WHERE message_id = ${DUE} AND status <> 'pending'),
    due_webhooks AS (DELETE FROM callbacks WHERE message_id = ${DUE} AND status = 'pending'),
    indexed AS (DELETE FROM message_index WHERE message_id = ${DUE} RETURNING conversation_id, direction),
    counted AS (
      UPDATE conversations c
         SET message_count = greatest(c.message_count - g.messages, 0), inbound_count = greatest(c.inbound_count - g.inbound, 0)
        FROM (SELECT conversation_id AS id, count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound
                FROM indexed GROUP BY conversation_id) AS g
       WHERE c.id = g.id AND c.id = ANY (ARRAY(SELECT conversation_id FROM indexed))),
    tail AS (DELETE FROM message_index_tail WHERE message_id = ${DUE}),
    removed AS (DELETE FROM messages WHERE id = ${DUE})`,
  },
};

const due = (work: Work, page: string) => `
    due AS MATERIALIZED (
      SELECT m.id, ${participantOf('m.type', PERSON)} AS person, ${nameOf(participantOf('m.type', PERSON))} AS name
        FROM messages m
       WHERE m.id = ANY (ARRAY(SELECT id FROM ${page} WHERE is_over)) AND ${IS_FINAL} AND (${work.needs})
         FOR UPDATE SKIP LOCKED
    )`;

/**
 * Takes a page of messages by their ids, from $1 to $2, at most $4, and does its work on those that are at their end and
 * have not changed for $3 days. What somebody has locked is for the next time.
 */
export function messageStatement(kind: MessageRetention): { name: string; text: string } {
  const work = WORK[kind];
  return {
    name: `retention_${kind}`,
    text: `
    WITH page AS MATERIALIZED (
      SELECT m.id, ${IS_FINAL} AND m.updated_at < now() - make_interval(days => $3) AS is_over,
             (${work.needs}) AS is_needed
        FROM messages m WHERE m.id > $1 AND m.id < $2 ORDER BY m.id LIMIT $4
    ),
    ${due(work, 'page')},
    ${work.changes}
    SELECT (SELECT count(*) FROM due)::int AS done,
           (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last,
           (SELECT id FROM page p WHERE is_needed AND NOT EXISTS (SELECT 1 FROM due d WHERE d.id = p.id) ORDER BY id LIMIT 1) AS left,
           (SELECT count(*) FROM page)::int AS seen`,
  };
}

/** The whole of those of these messages ($1) that are at their end, and older than $2 days: one may have come a moment ago. */
export const REMOVE_MESSAGES = {
  name: 'retention_remove',
  text: `
    WITH page AS MATERIALIZED (
      SELECT id, created_at < now() - make_interval(days => $2) AS is_over FROM messages WHERE id = ANY ($1::uuid[])
    ),
    ${due(WORK.messages, 'page')},
    ${WORK.messages.changes}
    SELECT count(*)::int AS done FROM due`,
};
