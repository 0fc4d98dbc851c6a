/** Explained in docs/decisions/0014-callbacks-share-transactions.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { storableJson } from '../storable.js';
import { erasedHash, IS_ERASED } from '../privacy/erased-events.js';

/** One provider event, as it is kept. `id` is also that of the message it brings. */
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
  /** The number that a Messaging Service chose. */
  sentFrom?: string | null;
  /** The provider did not call to tell it: it was asked. */
  lookedUp?: boolean | null;
  /** When it came; none: now. */
  receivedAt?: Date | string | null;
}

/** Whether the effect is in the same transaction, or is still to come. */
export type RecordAs =
  | { applied: true }
  | { applied: false; dueInSeconds: number; error?: string; attempts?: number };

const COLUMNS = `id uuid, provider text, "eventId" text, kind text, "providerStatus" text, "providerMessageId" text,
        "messageId" uuid, code text, reason text, "occurredAt" timestamptz, payload jsonb, inbound jsonb, consent jsonb,
        "lookedUp" boolean, "sentFrom" text, "receivedAt" timestamptz`;

const FIELDS = `id, provider, event_id AS "eventId", kind, provider_status AS "providerStatus",
           provider_message_id AS "providerMessageId", message_id AS "messageId", code, reason,
           occurred_at AS "occurredAt", payload, inbound, consent, looked_up AS "lookedUp", sent_from AS "sentFrom", received_at::text AS "receivedAt"`;

const EVENT_HASH = erasedHash("'event'", 'provider', '"eventId"');

const RECORD = {
  name: 'record_provider_events',
  text: `
    WITH input AS MATERIALIZED (
      SELECT e.*, ${IS_ERASED} AS erased FROM json_to_recordset($1::json) AS e(${COLUMNS})
    ),
    -- Of an erased message nothing is kept.
    stored AS (
      INSERT INTO webhook_events (id, provider, event_id, kind, provider_status, provider_message_id, message_id, code,
                                  reason, occurred_at, payload, inbound, consent, looked_up, sent_from, received_at, applied_at,
                                  due_at, error, attempts)
      SELECT id, provider, "eventId", kind, "providerStatus", "providerMessageId", "messageId", code, reason,
             "occurredAt", payload, inbound, consent, "lookedUp", "sentFrom", coalesce("receivedAt", now()),
             CASE WHEN $2::boolean THEN now() END,
             CASE WHEN NOT $2::boolean THEN now() + make_interval(secs => $3) END, $4, $5
        FROM input WHERE NOT erased
       ORDER BY provider, "eventId"
          ON CONFLICT (provider, event_id) DO NOTHING
      RETURNING id
    ),
    -- That the recipient of an erased message wants no more is heard all the same, once.
    suppress_requests AS (
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
     WHERE erased AND ${EVENT_HASH} = ANY (ARRAY(SELECT hash FROM suppress_requests))`,
};

const APPLIED = {
  name: 'provider_events_applied',
  text: 'UPDATE webhook_events SET applied_at = now(), due_at = NULL, error = NULL WHERE id = ANY ($1::uuid[]) AND applied_at IS NULL',
};

const UNAPPLIED = {
  name: 'unapplied_provider_events',
  text: `SELECT ${FIELDS} FROM webhook_events WHERE id = ANY ($1::uuid[]) AND applied_at IS NULL ORDER BY id FOR UPDATE`,
};

const FAILED = {
  name: 'provider_event_failed',
  text: `
    UPDATE webhook_events
       SET error = $2, attempts = attempts + 1,
           due_at = now() + make_interval(secs => least($3 * 2 ^ least(attempts, 20), $4))
     WHERE id = $1 AND applied_at IS NULL RETURNING attempts`,
};

const DUE = {
  name: 'due_provider_events',
  text: `
    WITH due AS MATERIALIZED (
      SELECT id FROM webhook_events WHERE applied_at IS NULL AND due_at <= now()
       ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_events w SET due_at = now() + make_interval(secs => $2)
      FROM due d WHERE w.id = d.id AND w.id = ANY (ARRAY(SELECT id FROM due)) RETURNING w.id`,
};

const SINCE = {
  name: 'provider_events_since',
  text: `
    SELECT ${FIELDS}, applied_at IS NOT NULL AS applied FROM webhook_events
     WHERE provider = $1 AND (received_at, id) > ($2::timestamptz, $3) ORDER BY received_at, id LIMIT $4`,
};

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

  /** The effect of these is in the database now, or there is none. */
  async markApplied(ids: string[], on: Connection): Promise<void> {
    await this.database.run(APPLIED, [ids], on);
  }

  /** Stored events whose effect is still missing, locked. */
  unapplied(ids: string[], on: Connection): Promise<StoredEvent[]> {
    return this.database.run(UNAPPLIED, [ids], on);
  }

  /** Keeps why an event could not be applied; it is due again after a pause that doubles. Answers how often it was. */
  async failed(id: string, error: string, firstPause: number, maxPause: number): Promise<number> {
    const values = [id, error.slice(0, 1_000), firstPause, maxPause];
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
}
