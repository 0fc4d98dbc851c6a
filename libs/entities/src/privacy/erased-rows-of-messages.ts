import { erasedHash } from './erased-events.js';

/** Removes these messages ($1), whose ids are marked, with all rows that belong to them. */
export const REMOVE = {
  name: 'erasure_remove',
  text: `
    WITH
    -- A message that somebody has locked, or that is with a provider, is for the next time: nobody waits in a circle.
    free AS MATERIALIZED (
      SELECT id FROM messages WHERE id = ANY ($1::uuid[]) AND CASE status WHEN 'sending' THEN false ELSE true END
         FOR UPDATE SKIP LOCKED
    ),
    -- So is one whose provider has given it an id since its ids were marked.
    erasable AS MATERIALIZED (
      SELECT id FROM free f
       WHERE NOT EXISTS (
         SELECT 1 FROM send_attempts a
          WHERE a.message_id = f.id AND a.provider_message_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM erased e
                             WHERE e.hash = ${erasedHash("'provider'", 'a.provider', 'a.provider_message_id')}))
    ),
    -- And those that are no messages any more, and are only in the index.
    ids AS MATERIALIZED (
      SELECT id FROM erasable
       UNION ALL
      SELECT id FROM unnest($1::uuid[]) AS i(id) WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = i.id)
    ),
    events AS (DELETE FROM message_events WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    attempts AS (DELETE FROM send_attempts WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    prices AS (DELETE FROM message_prices WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    files AS (DELETE FROM attachments WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    contents AS (DELETE FROM attachment_contents WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    done_webhooks AS (DELETE FROM callbacks WHERE message_id = ANY (ARRAY(SELECT id FROM ids)) AND status <> 'pending'),
    due_webhooks AS (DELETE FROM callbacks WHERE message_id = ANY (ARRAY(SELECT id FROM ids)) AND status = 'pending'),
    indexed AS (
      DELETE FROM message_index WHERE message_id = ANY (ARRAY(SELECT id FROM ids)) RETURNING conversation_id, direction
    ),
    -- A conversation that stays has so many fewer.
    counted AS (
      UPDATE conversations c
         SET message_count = greatest(c.message_count - g.messages, 0), inbound_count = greatest(c.inbound_count - g.inbound, 0)
        FROM (SELECT conversation_id AS id, count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound
                FROM indexed GROUP BY conversation_id) AS g
       WHERE c.id = g.id AND c.id = ANY (ARRAY(SELECT conversation_id FROM indexed))
    ),
    tail AS (DELETE FROM message_index_tail WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    removed AS (DELETE FROM messages WHERE id = ANY (ARRAY(SELECT id FROM erasable)))
    SELECT count(*)::int AS count FROM ids`,
};
