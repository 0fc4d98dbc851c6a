import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { storableJson } from '../storable.js';
import type { MessageStatus } from '../tables/message-status.js';
import { erasedHash, IS_ERASED } from '../privacy/erased-events.js';

/** One event of a provider's callback, as it is kept. `id` is also that of the message it brings. */
export interface StoredEvent {
  id: string;
  provider: string;
  eventId: string;
  kind: string;
  providerStatus: string;
  providerMessageId: string | null;
  messageId: string | null;
  code: string | null;
  reason: string | null;
  occurredAt: Date | string | null;
  payload: Record<string, unknown>;
  inbound?: object | null;
  consent?: object | null;
  /** When it came; none: now. */
  receivedAt?: Date | string | null;
}

/** The message an event speaks of, locked until the transaction ends. */
export interface EventTarget {
  /** The event's. */
  id: string;
  messageId: string;
  status: MessageStatus;
  /** The attempt the event speaks of: the owner of its provider id, else the message's current one. */
  attemptId: string | null;
  /** False when a later attempt has taken the place of that one. */
  current: boolean;
  /** False when the event names the message and a provider id, and that belongs to no attempt yet. */
  known: boolean;
  providerMessageId: string | null;
  errorCode: string | null;
}

/** A line of a message's timeline that an event asks for; at most once per event. */
export interface EventNote {
  webhookId: string;
  messageId: string;
  type: string;
  reason: string | null;
  detail: Record<string, unknown>;
  /** Only when the message is at its end, and never came to this one. */
  against?: 'delivered' | 'failed';
}

/** Whether the effect is in the same transaction, or is still to come. */
export type RecordAs =
  { applied: true } | { applied: false; dueInSeconds: number; error?: string; attempts?: number };

const COLUMNS = `id uuid, provider text, "eventId" text, kind text, "providerStatus" text, "providerMessageId" text,
        "messageId" uuid, code text, reason text, "occurredAt" timestamptz, payload jsonb, inbound jsonb, consent jsonb,
        "receivedAt" timestamptz`;

const FIELDS = `id, provider, event_id AS "eventId", kind, provider_status AS "providerStatus",
           provider_message_id AS "providerMessageId", message_id AS "messageId", code, reason,
           occurred_at AS "occurredAt", payload, inbound, consent, received_at::text AS "receivedAt"`;

const EVENT_HASH = erasedHash("'event'", 'provider', '"eventId"');

const RECORD = {
  name: 'record_callback',
  // Of an erased message nothing is kept; that its recipient wants no more is heard all the same, once.
  text: `
    WITH input AS MATERIALIZED (
      SELECT e.*, ${IS_ERASED} AS erased FROM json_to_recordset($1::json) AS e(${COLUMNS})
    ), stored AS (
      INSERT INTO webhook_events (id, provider, event_id, kind, provider_status, provider_message_id, message_id, code,
                                  reason, occurred_at, payload, inbound, consent, received_at, applied_at, due_at, error,
                                  attempts)
      SELECT id, provider, "eventId", kind, "providerStatus", "providerMessageId", "messageId", code, reason,
             "occurredAt", payload, inbound, consent, coalesce("receivedAt", now()), CASE WHEN $2::boolean THEN now() END,
             CASE WHEN NOT $2::boolean THEN now() + make_interval(secs => $3) END, $4, $5
        FROM input WHERE NOT erased
       ORDER BY provider, "eventId"
          ON CONFLICT (provider, event_id) DO NOTHING
      RETURNING id
    ), heard AS (
      INSERT INTO erased (hash)
      SELECT DISTINCT ${EVENT_HASH} FROM input
       WHERE erased AND consent->>'change' = 'suppress'
       ORDER BY 1
          ON CONFLICT DO NOTHING
      RETURNING hash
    )
    SELECT id, true AS kept FROM stored
     UNION ALL
    SELECT id, false FROM input
     WHERE erased AND ${EVENT_HASH} = ANY (ARRAY(SELECT hash FROM heard))`,
};

const TARGETS = {
  name: 'callback_targets',
  // An event with our id alone is of the current attempt, unless another went before that and it happened then.
  text: `
    SELECT i.id, m.id AS "messageId", m.status, coalesce(a.id, m.attempt_id) AS "attemptId",
           CASE WHEN a.id IS NOT NULL THEN a.id = m.attempt_id
                WHEN i."providerMessageId" IS NOT NULL OR i."occurredAt" IS NULL THEN true
                ELSE NOT EXISTS (
                  SELECT 1 FROM send_attempts latest JOIN send_attempts before ON before.message_id = m.id AND before.id <> latest.id
                   WHERE latest.message_id = m.id AND latest.id = m.attempt_id AND i."occurredAt" < date_trunc('second', latest.started_at)
                     AND before.outcome IN ('accepted', 'unknown')) END AS current,
           a.id IS NOT NULL OR i."providerMessageId" IS NULL AS known,
           m.provider_message_id AS "providerMessageId", m.error->>'code' AS "errorCode"
      FROM json_to_recordset($1::json) AS i(id uuid, provider text, "providerMessageId" text, "messageId" uuid,
                                            "occurredAt" timestamptz)
      LEFT JOIN send_attempts a ON a.provider = i.provider AND a.provider_message_id = i."providerMessageId"
      JOIN messages m ON m.id = coalesce(a.message_id, i."messageId") AND m.direction = 'outbound'
     ORDER BY m.id FOR UPDATE OF m`,
};

const NOTE = {
  name: 'callback_notes',
  // After the moves, so that a line shows the status the callback left its message in. The message is locked: nobody
  // writes the same line meanwhile.
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json)
          AS x("webhookId" text, "messageId" uuid, type text, reason text, detail jsonb, against text)
    )
    INSERT INTO message_events (message_id, type, status, reason, attempt, detail)
    SELECT m.id, i.type, m.status, i.reason, nullif(m.attempt_count, 0),
           i.detail || jsonb_build_object('webhook_id', i."webhookId")
      FROM input i JOIN messages m ON m.id = i."messageId"
     WHERE m.id = ANY (ARRAY(SELECT "messageId" FROM input))
       AND (i.against IS NULL OR m.status IN ('delivered', 'failed', 'canceled')
            AND CASE i.against
                WHEN 'failed' THEN m.failed_at IS NULL
                -- A mail that bounced was delivered before: that it comes in another order is no contradiction.
                ELSE m.delivered_at IS NULL AND NOT EXISTS (
                  SELECT 1 FROM message_events e
                   WHERE e.message_id = m.id AND e.type = 'failed' AND e.detail->>'provider_status' = 'bounce') END)
       AND NOT EXISTS (SELECT 1 FROM message_events e
                        WHERE e.message_id = m.id AND e.detail->>'webhook_id' = i."webhookId")`,
};

const APPLIED = {
  name: 'callback_applied',
  text: 'UPDATE webhook_events SET applied_at = now(), due_at = NULL, error = NULL WHERE id = ANY ($1::uuid[]) AND applied_at IS NULL',
};

const UNAPPLIED = {
  name: 'callback_unapplied',
  text: `SELECT ${FIELDS} FROM webhook_events WHERE id = ANY ($1::uuid[]) AND applied_at IS NULL ORDER BY id FOR UPDATE`,
};

const FAILED = {
  name: 'callback_failed',
  text: `
    UPDATE webhook_events
       SET error = $2, attempts = attempts + 1,
           due_at = now() + make_interval(secs => least($3 * 2 ^ least(attempts, 20), $4))
     WHERE id = $1 AND applied_at IS NULL RETURNING attempts`,
};

const DUE = {
  name: 'callback_due',
  text: `
    WITH due AS MATERIALIZED (
      SELECT id FROM webhook_events WHERE applied_at IS NULL AND due_at <= now()
       ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_events w SET due_at = now() + make_interval(secs => $2)
      FROM due d WHERE w.id = d.id AND w.id = ANY (ARRAY(SELECT id FROM due)) RETURNING w.id`,
};

const SINCE = {
  name: 'callback_since',
  text: `
    SELECT ${FIELDS}, applied_at IS NOT NULL AS applied FROM webhook_events
     WHERE provider = $1 AND (received_at, id) > ($2::timestamptz, $3) ORDER BY received_at, id LIMIT $4`,
};

const STATISTICS = {
  name: 'callback_statistics',
  // Counting stops at a bound; what is not applied is few, and has an index of its own.
  text: `
    WITH open AS MATERIALIZED (
      SELECT provider, received_at, error FROM webhook_events WHERE applied_at IS NULL LIMIT $2
    )
    SELECT (SELECT count(*)::int FROM (
              SELECT 1 FROM webhook_events WHERE provider = $1 AND received_at >= now() - interval '24 hours' LIMIT $2
            ) AS counted) AS total,
           (SELECT count(*)::int FROM open
             WHERE provider = $1 AND received_at >= now() - interval '24 hours') AS unapplied,
           (SELECT count(*)::int FROM open
             WHERE provider = $1 AND received_at >= now() - interval '24 hours' AND error IS NOT NULL) AS failing,
           (SELECT max(received_at) FROM webhook_events WHERE provider = $1) AS last`,
};

export interface EventStatistics {
  total: number;
  /** Of those, stored and not applied yet. */
  unapplied: number;
  /** Of those, the ones whose last try failed. */
  failing: number;
  last: Date | null;
}

/** Where a walk through the stored events is. */
export interface EventPosition {
  /** As PostgreSQL writes it: to the microsecond. */
  receivedAt: string;
  id: string;
}

/** Keeps what providers tell us, once per event however often it comes. */
@Injectable()
export class ProviderEvents {
  constructor(private readonly database: Database) {}

  /**
   * Stores the events that are new and answers their ids; one that is stored already is left out, and so is one of an
   * erased message. Of such ones `heard` are those that tell, for the first time, of a recipient who wants no more.
   */
  async record(
    events: StoredEvent[],
    as: RecordAs,
    on?: Connection,
  ): Promise<{ fresh: Set<string>; heard: Set<string> }> {
    const later = as.applied
      ? { dueInSeconds: 0, error: null, attempts: 0 }
      : { error: null, attempts: 0, ...as };
    const rows = await this.database.run<{ id: string; kept: boolean }>(
      RECORD,
      [storableJson(events), as.applied, later.dueInSeconds, later.error, later.attempts],
      on,
    );
    const idsOf = (some: { id: string }[]) => new Set(some.map(({ id }) => id));
    return { fresh: idsOf(rows.filter(({ kept }) => kept)), heard: idsOf(rows.filter(({ kept }) => !kept)) };
  }

  /** The messages these events speak of, locked in the order of their ids. Events of unknown messages are left out. */
  targets(events: StoredEvent[], on: Connection): Promise<EventTarget[]> {
    const input = events.map(({ id, provider, providerMessageId, messageId, occurredAt }) => {
      return { id, provider, providerMessageId, messageId, occurredAt };
    });
    return this.database.run(TARGETS, [storableJson(input)], on);
  }

  /** Writes lines of the timeline; the messages must be locked. */
  async note(notes: EventNote[], on: Connection): Promise<void> {
    await this.database.run(NOTE, [storableJson(notes)], on);
  }

  async markApplied(ids: string[], on: Connection): Promise<void> {
    await this.database.run(APPLIED, [ids], on);
  }

  /** Stored events whose effect is still missing, locked. */
  unapplied(ids: string[], on: Connection): Promise<StoredEvent[]> {
    return this.database.run(UNAPPLIED, [ids], on);
  }

  /** Keeps why an event could not be applied; it is due again after a pause that doubles. Answers how often it was. */
  async failed(id: string, error: string, firstPause: number, longestPause: number): Promise<number> {
    const values = [id, error.slice(0, 1_000), firstPause, longestPause];
    const [row] = await this.database.run<{ attempts: number }>(FAILED, values);
    return row?.attempts ?? 0;
  }

  /** Unapplied events whose time has come; nobody else finds them for `againInSeconds`. */
  async due(limit: number, againInSeconds: number): Promise<string[]> {
    const rows = await this.database.run<{ id: string }>(DUE, [limit, againInSeconds]);
    return rows.map((row) => row.id);
  }

  /** Stored events after a position, in the order they came. */
  since(
    provider: string,
    { receivedAt, id }: EventPosition,
    limit: number,
  ): Promise<(StoredEvent & EventPosition & { applied: boolean })[]> {
    return this.database.run(SINCE, [provider, receivedAt, id, limit]);
  }

  /** What came in the last 24 hours; counting stops at `most`. */
  async statistics(provider: string, most: number): Promise<EventStatistics> {
    const [row] = await this.database.run<EventStatistics>(STATISTICS, [provider, most]);
    return row as EventStatistics;
  }
}
