import { erasedHash } from './erased-events.js';

/** CTEs for the ids under which providers know these messages, and for their events; not for events of others. */
const EVENTS_OF_MESSAGES = `
    provider_ids AS MATERIALIZED (
      SELECT provider, provider_message_id AS id FROM messages
       WHERE id = ANY ($1::uuid[]) AND provider_message_id IS NOT NULL
       UNION
      SELECT provider, provider_message_id FROM send_attempts
       WHERE message_id = ANY ($1::uuid[]) AND provider_message_id IS NOT NULL
    ), events AS MATERIALIZED (
      SELECT w.id FROM webhook_events w WHERE w.id = ANY ($1::uuid[])
       UNION
      SELECT w.id FROM provider_ids n JOIN webhook_events w ON w.provider_message_id = n.id AND w.provider = n.provider
       UNION
      SELECT w.id FROM webhook_events w
       WHERE w.message_id = ANY ($1::uuid[])
         AND NOT EXISTS (SELECT 1 FROM send_attempts a
                          WHERE a.provider_message_id = w.provider_message_id AND a.provider = w.provider
                            AND a.message_id <> ALL ($1::uuid[]))
    )`;

/** Keeps the hashes by which what is told of these messages later is known as erased. */
export const MARK = {
  name: 'erasure_mark',
  text: `
    WITH ${EVENTS_OF_MESSAGES}, 
    hashes AS (
      -- Our own id too: it is in the address or among the arguments of callbacks whose provider id we never learned.
      SELECT ${erasedHash("'message'", "''", 'id::text')} AS hash FROM unnest($1::uuid[]) AS id
       UNION
      SELECT ${erasedHash("'provider'", 'provider', 'id')} FROM provider_ids
       UNION
      -- Of what brought a message or told of somebody's will the event itself: that must not count a second time.
      SELECT ${erasedHash("'event'", 'w.provider', 'w.event_id')} FROM webhook_events w
       WHERE w.id = ANY (ARRAY(SELECT id FROM events)) AND (w.inbound IS NOT NULL OR w.consent IS NOT NULL)
    )
    INSERT INTO erased (hash) SELECT hash FROM hashes ORDER BY hash ON CONFLICT DO NOTHING`,
};

/** What of it has no effect yet. */
export const UNAPPLIED = {
  name: 'erasure_unapplied',
  text: `
    WITH ${EVENTS_OF_MESSAGES}
    SELECT id FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM events)) AND applied_at IS NULL ORDER BY id`,
};

/** Removes what was told of these messages. */
export const REMOVE_EVENTS = {
  name: 'erasure_remove_events',
  text: `
    WITH ${EVENTS_OF_MESSAGES},
    removed AS (DELETE FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM events)) RETURNING id)
    SELECT count(*)::int AS count FROM removed`,
};
