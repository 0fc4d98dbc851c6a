/** Counting stops here: beyond it nobody needs to know how many there are. */
export const MAX_COUNTED = 10_000;
const ONE_MORE = MAX_COUNTED + 1;
/** Messages that a processor has now are few; of an unusual crowd so many are looked at, for each type. */
const MAX_WITH_PROCESSORS = 20_000;

const TYPES = "(VALUES ('sms'), ('mms'), ('email')) AS t (type)";

/** Rows (since) that wait in one place. */
const place = (name: string, rows: string) => `
    SELECT '${name}' AS place, count(*)::int AS count, min(since) AS oldest FROM (${rows} LIMIT ${ONE_MORE}) AS ${name}`;

/**
 * Messages of a status, in the order of the index that finds them: a plan that walks the table, because statistics of a
 * young table say that most of it is of that status, could not give that order.
 */
const ofStatus = (status: string) => `
      SELECT m.since FROM ${TYPES} CROSS JOIN LATERAL (
        SELECT due_at AS since FROM messages WHERE status = '${status}' AND type = t.type
         ORDER BY due_at LIMIT ${ONE_MORE}) AS m`;

const withProcessors = (condition: string) => `
      SELECT m.updated_at AS since FROM ${TYPES} CROSS JOIN LATERAL (
        SELECT updated_at, lease_token, lease_expires_at FROM messages WHERE status = 'sending' AND type = t.type
         ORDER BY due_at LIMIT ${MAX_WITH_PROCESSORS}) AS m
       WHERE ${condition}`;

/**
 * Where messages, and what is known of them, wait: one row for each place. $1: messages sent that were created before this
 * time should have been heard of; $2: an id that is later than all of theirs.
 */
export const WAITING = {
  name: 'waiting_places',
  text: [
    place('due', ofStatus('pending')),
    place('scheduled', ofStatus('scheduled')),
    place('retry', ofStatus('retry')),
    place('unsettled', withProcessors('m.lease_token IS NULL')),
    // A living processor extends its leases long before they end.
    place(
      'sending_expired',
      withProcessors("m.lease_token IS NOT NULL AND m.lease_expires_at < now() - interval '5 s'"),
    ),
    place(
      'outcome_unknown',
      `SELECT failed_at AS since FROM messages
        WHERE status = 'failed' AND error->>'code' = 'outcome_unknown' ORDER BY id`,
    ),
    place(
      'sent_without_news',
      `SELECT sent_at AS since FROM messages
        WHERE status = 'sent' AND id < $2 AND created_at < $1 ORDER BY id`,
    ),
    place(
      'provider_events',
      `SELECT received_at AS since FROM webhook_events WHERE applied_at IS NULL ORDER BY due_at`,
    ),
    place('search_index', 'SELECT created_at AS since FROM message_index_tail'),
    place('erasures', 'SELECT requested_at AS since FROM erasures'),
  ].join(' UNION ALL '),
};

/** Messages of these types ($1) that wait for their provider. */
export const HELD = {
  name: 'held_messages',
  text: `
    SELECT 'held' AS place, count(*)::int AS count, min(since) AS oldest FROM (
      SELECT m.created_at AS since FROM unnest($1::text[]) AS t (type)
       CROSS JOIN (VALUES ('pending'), ('retry')) AS s (status) CROSS JOIN LATERAL (
        SELECT created_at FROM messages
         WHERE messages.status = s.status AND messages.type = t.type
           AND messages.status IN ('scheduled', 'pending', 'sending', 'retry')
         ORDER BY due_at LIMIT ${ONE_MORE}) AS m LIMIT ${ONE_MORE}) AS held`,
};

/** Outgoing webhooks that are not told yet: of each endpoint, and (a row without one) of all callback_urls together. */
export const WAITING_WEBHOOKS = {
  name: 'waiting_webhooks',
  text: `
    SELECT e.id AS "endpointId", e.url, e.status = 'paused' AS paused, e.paused_reason AS "pausedReason", w.count, w.oldest
      FROM webhook_endpoints e CROSS JOIN LATERAL (
        SELECT count(*)::int AS count, min(created_at) AS oldest FROM (
          SELECT created_at FROM callbacks WHERE endpoint_id = e.id AND status = 'pending'
           ORDER BY sequence LIMIT ${ONE_MORE}) AS c) AS w
     WHERE w.count > 0 OR e.status = 'paused'
     UNION ALL
    -- The target of an endpoint is its id, which begins with a digit or a letter up to f; that of a URL with its scheme.
    SELECT NULL, NULL, false, NULL, count(*)::int, min(created_at) FROM (
      SELECT c.created_at FROM (VALUES ('A', 'a'), ('g', '~')) AS r (low, high)
       CROSS JOIN (VALUES (true), (false)) AS q (queued) CROSS JOIN LATERAL (
        (SELECT created_at FROM callbacks
          WHERE NOT q.queued AND status = 'pending' AND queued_at IS NULL AND target >= r.low AND target < r.high
          ORDER BY target, due_at LIMIT ${ONE_MORE})
        UNION ALL
        (SELECT created_at FROM callbacks
          WHERE q.queued AND status = 'pending' AND queued_at IS NOT NULL AND target >= r.low AND target < r.high
          ORDER BY target, queued_at LIMIT ${ONE_MORE})) AS c
       LIMIT ${ONE_MORE}) AS of_urls`,
};
