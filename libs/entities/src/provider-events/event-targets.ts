/** Explained in docs/decisions/0005-callbacks-may-complete-a-send.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { storableJson } from '../storable.js';
import type { MessageStatus } from '../tables/message-status.js';
import type { StoredEvent } from './provider-events.js';

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
  sentFrom: string | null;
  /** As the message has them. */
  requestId: string | null;
  traceparent: string | null;
  attemptCount: number;
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

const TARGETS = {
  name: 'provider_event_targets',
  text: `
    SELECT i.id, m.id AS "messageId", m.status, coalesce(a.id, m.attempt_id) AS "attemptId",
           -- An event with our id alone is of the current attempt, unless another went before that and it happened then.
           CASE WHEN a.id IS NOT NULL THEN a.id = m.attempt_id
                WHEN i."providerMessageId" IS NOT NULL OR i."occurredAt" IS NULL THEN true
                ELSE NOT EXISTS (
                  SELECT 1 FROM send_attempts latest
                    JOIN send_attempts before ON before.message_id = m.id AND before.id <> latest.id
                   WHERE latest.message_id = m.id AND latest.id = m.attempt_id
                     AND i."occurredAt" < date_trunc('second', latest.started_at)
                     AND before.outcome IN ('accepted', 'unknown')) END AS current,
           a.id IS NOT NULL OR i."providerMessageId" IS NULL AS known,
           m.provider_message_id AS "providerMessageId", m.sent_from AS "sentFrom",
           m.client_request_id AS "requestId", m.traceparent,
           m.attempt_count AS "attemptCount"
      FROM json_to_recordset($1::json) AS i(id uuid, provider text, "providerMessageId" text, "messageId" uuid,
                                            "occurredAt" timestamptz)
      LEFT JOIN send_attempts a ON a.provider = i.provider AND a.provider_message_id = i."providerMessageId"
      JOIN messages m ON m.id = coalesce(a.message_id, i."messageId") AND m.direction = 'outbound'
     ORDER BY m.id FOR UPDATE OF m`,
};

const NOTE = {
  name: 'provider_event_notes',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json)
          AS x("webhookId" text, "messageId" uuid, type text, reason text, detail jsonb, against text)
    )
    -- After the moves, so that a line shows the status the event left its message in. The message is locked: nobody writes the
    -- same line meanwhile.
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

const SENT_FROM = {
  name: 'provider_event_senders',
  text: `
    UPDATE messages m SET sent_from = i.number
      FROM json_to_recordset($1::json) AS i("messageId" uuid, number text)
     WHERE m.id = ANY (ARRAY[i."messageId"])`,
};

/** The messages that provider events speak of, and what is noted on their timelines. */
@Injectable()
export class EventTargets {
  constructor(private readonly database: Database) {}

  /** The messages these events speak of, locked in the order of their ids. Events of unknown messages are left out. */
  find(events: StoredEvent[], on: Connection): Promise<EventTarget[]> {
    const input = events.map(({ id, provider, providerMessageId, messageId, occurredAt }) => {
      return { id, provider, providerMessageId, messageId, occurredAt };
    });
    return this.database.run(TARGETS, [storableJson(input)], on);
  }

  /** Writes which number each was sent from; the messages must be locked. */
  async sentFrom(numbers: Map<string, string>, on: Connection): Promise<void> {
    const input = [...numbers].map(([messageId, number]) => ({ messageId, number }));
    await this.database.run(SENT_FROM, [storableJson(input)], on);
  }

  /** Writes lines of the timeline; the messages must be locked. */
  async note(notes: EventNote[], on: Connection): Promise<void> {
    await this.database.run(NOTE, [storableJson(notes)], on);
  }
}
