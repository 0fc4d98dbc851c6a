import { SILENT_PROVIDERS } from '../provider-events/silent-messages.js';
import { MESSAGE_PRIORITIES, MESSAGE_TYPES } from '../tables/message.entity.js';
import { TARGETS_OF_URLS } from '../webhooks/targets-of-urls.js';

/** Counting stops here: beyond it nobody needs to know how many there are. */
export const MAX_COUNTED = 10_000;
const ONE_MORE = MAX_COUNTED + 1;
/** Messages that a processor has now are few; of an unusual crowd so many are looked at, for each lane. */
const MAX_WITH_PROCESSORS = 20_000;

/** All lanes: each is in order in the index, and several together are not. */
const values = (all: readonly string[]) => all.map((each) => `('${each}')`).join(', ');
const PRIORITIES = `(VALUES ${values(MESSAGE_PRIORITIES)}) AS p (priority)`;
const LANES = `(VALUES ${values(MESSAGE_TYPES)}) AS t (type) CROSS JOIN ${PRIORITIES}`;

/** Messages without news end so long after they are due; see docs/guarantees.md. */
const OVERDUE_LOOKUP = '15 minutes';

/**
 * How many rows wait in a place, and since when the oldest: two questions, for an index alone answers the first one. What it
 * counts is in the order of the index: a plan that walks the table could not give it.
 */
const place = (name: string, rows: string, oldest: string) => `
    SELECT '${name}' AS place, (SELECT count(*)::int FROM (${rows} LIMIT ${ONE_MORE}) AS r) AS count, (${oldest}) AS oldest`;

/** Messages of a status, by when they are due. */
const ofStatus = (name: string, status: string) => {
  const first = (limit: number) => `
      SELECT m.due_at FROM ${LANES} CROSS JOIN LATERAL (
        SELECT due_at FROM messages WHERE status = '${status}' AND type = t.type AND priority = p.priority
         ORDER BY due_at LIMIT ${limit}) AS m`;
  return place(name, first(ONE_MORE), `SELECT min(f.due_at) FROM (${first(1)}) AS f`);
};

const withProcessors = (name: string, condition: string) => {
  const rows = `
      SELECT m.updated_at FROM ${LANES} CROSS JOIN LATERAL (
        SELECT updated_at, lease_token, lease_expires_at FROM messages WHERE status = 'sending' AND type = t.type AND priority = p.priority
         ORDER BY due_at LIMIT ${MAX_WITH_PROCESSORS}) AS m
       WHERE ${condition}`;
  return place(name, rows, `SELECT min(f.updated_at) FROM (${rows}) AS f`);
};

/** Rows in the order of one index; `since` is read of the first of them alone. */
const inOrder = (name: string, since: string, from: string, order: string) =>
  place(
    name,
    `SELECT 1 FROM ${from} ORDER BY ${order}`,
    `SELECT ${since} FROM ${from} ORDER BY ${order} LIMIT 1`,
  );

/** Messages that are sent without news, and whose look-up should be over. */
const overdueLookups = (name: string) => {
  const first = (limit: number) => `
      SELECT m.due_at FROM silent CROSS JOIN LATERAL (
        SELECT due_at FROM messages
         WHERE status = 'sent' AND provider = silent.provider AND due_at < now() - interval '${OVERDUE_LOOKUP}'
         ORDER BY due_at LIMIT ${limit}) AS m`;
  return `(${SILENT_PROVIDERS} ${place(name, first(ONE_MORE), `SELECT min(f.due_at) FROM (${first(1)}) AS f`)})`;
};

/** A small table, or one whose rows are in no order. */
const anyOf = (name: string, since: string, from: string) =>
  place(
    name,
    `SELECT 1 FROM ${from}`,
    `SELECT min(f.since) FROM (SELECT ${since} AS since FROM ${from} LIMIT ${ONE_MORE}) AS f`,
  );

/** Where messages, and what is known of them, wait: one row for each place. */
export const WAITING = {
  name: 'waiting_places',
  text: [
    ofStatus('due', 'pending'),
    ofStatus('scheduled', 'scheduled'),
    ofStatus('retry', 'retry'),
    withProcessors('unsettled', 'm.lease_token IS NULL'),
    // A living processor extends its leases long before they end.
    withProcessors(
      'sending_expired',
      "m.lease_token IS NOT NULL AND m.lease_expires_at < now() - interval '5 s'",
    ),
    inOrder('paced', 'created_at', "messages WHERE status = 'retry' AND paced_until > now()", 'paced_until'),
    inOrder(
      'outcome_unknown',
      'failed_at',
      "messages WHERE status = 'failed' AND error->>'code' = 'outcome_unknown'",
      'id',
    ),
    overdueLookups('sent_without_news'),
    inOrder('provider_events', 'received_at', 'webhook_events WHERE applied_at IS NULL', 'due_at'),
    inOrder('bulk_actions', 'created_at', "bulk_actions WHERE status = 'running'", 'updated_at'),
    anyOf('search_index', 'created_at', 'message_index_tail'),
    anyOf('erasures', 'requested_at', 'erasures'),
  ].join(' UNION ALL '),
};

/** Messages of these types ($1) that wait for their provider. */
export const HELD = {
  name: 'held_messages',
  text: `
    SELECT 'held' AS place, count(*)::int AS count, min(due_at) AS oldest FROM (
      SELECT m.due_at FROM unnest($1::text[]) AS t (type)
       CROSS JOIN ${PRIORITIES} CROSS JOIN (VALUES ('pending'), ('retry')) AS s (status) CROSS JOIN LATERAL (
        SELECT due_at FROM messages
         WHERE messages.status = s.status AND messages.type = t.type AND messages.priority = p.priority
           AND messages.status IN ('scheduled', 'pending', 'sending', 'retry')
         ORDER BY due_at LIMIT ${ONE_MORE}) AS m LIMIT ${ONE_MORE}) AS held`,
};

const ofUrls = (queued: string, time: string) => `
      SELECT c.since FROM ${TARGETS_OF_URLS} CROSS JOIN LATERAL (
        SELECT ${time} AS since FROM callbacks
         WHERE status = 'pending' AND queued_at IS ${queued} AND target >= r.low AND target < r.high
         ORDER BY target, ${time} LIMIT ${ONE_MORE}) AS c`;

/** Outgoing webhooks that are not told yet: of each endpoint, and (a row without one) of all callback_urls together. */
export const WAITING_WEBHOOKS = {
  name: 'waiting_webhooks',
  text: `
    SELECT e.id AS "endpointId", e.url, e.status = 'paused' AS paused, e.paused_reason AS "pausedReason", w.count,
           (SELECT created_at FROM callbacks WHERE endpoint_id = e.id AND status = 'pending'
             ORDER BY sequence LIMIT 1) AS oldest
      FROM webhook_endpoints e CROSS JOIN LATERAL (
        SELECT count(*)::int AS count FROM (
          SELECT 1 FROM callbacks WHERE endpoint_id = e.id AND status = 'pending'
           ORDER BY sequence LIMIT ${ONE_MORE}) AS c) AS w
     WHERE w.count > 0 OR e.status = 'paused'
     UNION ALL
    SELECT NULL, NULL, false, NULL, count(*)::int, min(since) FROM (
      SELECT since FROM (${ofUrls('NULL', 'due_at')} UNION ALL ${ofUrls('NOT NULL', 'queued_at')}) AS c
       LIMIT ${ONE_MORE}) AS of_urls`,
};
