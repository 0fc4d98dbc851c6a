import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import { type Connection, Database } from '../database.js';
import type { MessageStatus } from '../tables/message-status.js';

/** One event of a provider's callback, as it is kept. */
export interface CallbackEvent {
  eventId: string;
  kind: string;
  providerStatus: string;
  providerMessageId: string | null;
  messageId: string | null;
  code: string | null;
  reason: string | null;
  occurredAt: Date | null;
  payload: Record<string, unknown>;
}

export interface StoredEvent extends CallbackEvent {
  id: string;
  provider: string;
}

/** The message an event speaks of, locked until the transaction ends. */
export interface EventTarget {
  eventId: string;
  messageId: string;
  status: MessageStatus;
  /** The attempt the event speaks of: the owner of its provider id, else the message's current one. */
  attemptId: string | null;
  /** False when a later attempt has taken the place of that one. */
  current: boolean;
  /** False when the event names the message, but its provider id belongs to no attempt yet. */
  known: boolean;
  providerMessageId: string | null;
  errorCode: string | null;
}

const FIELDS = `"eventId" text, kind text, "providerStatus" text, "providerMessageId" text, "messageId" uuid, code text,
        reason text, "occurredAt" timestamptz, payload jsonb`;

const RECORD = {
  name: 'record_callback',
  text: `
    INSERT INTO webhook_events (id, provider, event_id, kind, provider_status, provider_message_id, message_id, code,
                                reason, occurred_at, payload)
    SELECT id, $2, "eventId", kind, "providerStatus", "providerMessageId", "messageId", code, reason, "occurredAt",
           payload
      FROM json_to_recordset($1::json) AS x(id uuid, ${FIELDS})
     ORDER BY "eventId"
        ON CONFLICT (provider, event_id) DO NOTHING
    RETURNING id`,
};

const TARGETS = {
  name: 'callback_targets',
  text: `
    SELECT i."eventId", m.id AS "messageId", m.status, coalesce(a.id, m.attempt_id) AS "attemptId",
           a.id IS NULL OR a.id = m.attempt_id AS current, a.id IS NOT NULL AS known,
           m.provider_message_id AS "providerMessageId", m.error->>'code' AS "errorCode"
      FROM json_to_recordset($1::json) AS i(${FIELDS})
      LEFT JOIN send_attempts a ON a.provider = $2 AND a.provider_message_id = i."providerMessageId"
      JOIN messages m ON m.id = coalesce(a.message_id, i."messageId") AND m.direction = 'outbound'
     ORDER BY m.id FOR UPDATE OF m`,
};

const APPLIED = {
  name: 'callback_applied',
  text: 'UPDATE webhook_events SET applied_at = now() WHERE id = ANY ($1::uuid[])',
};

const UNAPPLIED = {
  name: 'callback_unapplied',
  text: `
    SELECT id, provider, event_id AS "eventId", kind, provider_status AS "providerStatus",
           provider_message_id AS "providerMessageId", message_id AS "messageId", code, reason,
           occurred_at AS "occurredAt", payload
      FROM webhook_events WHERE id = $1 AND applied_at IS NULL FOR UPDATE`,
};

/** Keeps what providers tell us, once per event however often it comes. */
@Injectable()
export class WebhookEvents {
  constructor(private readonly database: Database) {}

  /** Stores the events that are new and answers them; one that is stored already is left out. */
  async record(provider: string, events: CallbackEvent[], on: Connection): Promise<StoredEvent[]> {
    const withIds = events.map((event) => ({ ...event, id: newId(), provider }));
    const rows = await this.database.run<{ id: string }>(RECORD, [JSON.stringify(withIds), provider], on);
    const fresh = new Set(rows.map((row) => row.id));
    return withIds.filter((event) => fresh.has(event.id));
  }

  /** The messages these events speak of, locked in the order of their ids. Events of unknown messages are left out. */
  targets(provider: string, events: CallbackEvent[], on: Connection): Promise<EventTarget[]> {
    return this.database.run(TARGETS, [JSON.stringify(events), provider], on);
  }

  async markApplied(ids: string[], on: Connection): Promise<void> {
    await this.database.run(APPLIED, [ids], on);
  }

  /** A stored event whose effect is still missing, locked; null when it is done or unknown. */
  async findUnapplied(id: string, on: Connection): Promise<StoredEvent | null> {
    const rows = await this.database.run<StoredEvent>(UNAPPLIED, [id], on);
    return rows[0] ?? null;
  }
}
