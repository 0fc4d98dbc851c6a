/** Explained in docs/decisions/0028-what-operators-see.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** Of each kind at most so many, the latest. */
const MAX_ROWS = 200;

/** One call of a message to its provider. */
export interface RecordedAttempt {
  number: number;
  provider: string;
  startedAt: Date;
  endedAt: Date | null;
  /** Null while it is under way. */
  outcome: string | null;
  latencyMs: number | null;
  httpStatus: number | null;
  code: string | null;
  message: string | null;
}

/** What a provider told of a message, as it came. */
export interface RecordedProviderEvent {
  id: string;
  kind: string;
  providerStatus: string;
  receivedAt: Date;
  appliedAt: Date | null;
  code: string | null;
  /** Why it could not be applied so far. */
  error: string | null;
  payload: Record<string, unknown>;
}

/** Whom we told of a message. */
export interface RecordedWebhook {
  id: string;
  /** An endpoint's URL, or the origin of the message's own callback_url. */
  target: string;
  endpointId: string | null;
  type: string;
  status: string;
  attemptCount: number;
  httpStatus: number | null;
  error: string | null;
  createdAt: Date;
  deliveredAt: Date | null;
}

/** What is not in the message's own row. */
export interface MessageFactsRow {
  apiKey: { id: string; name: string | null } | null;
  /** When it was put in its queue last, by the clock of the database; null: never. */
  queuedAt: Date | null;
}

const FACTS = {
  name: 'message_facts',
  text: `
    SELECT CASE WHEN m.api_key_id IS NOT NULL THEN json_build_object('id', m.api_key_id, 'name', k.name) END AS "apiKey",
           CASE WHEN m.status = 'pending' THEN m.due_at ELSE (
             SELECT max(created_at) FROM message_events WHERE message_id = m.id AND status = 'pending') END AS "queuedAt"
      FROM messages m LEFT JOIN api_keys k ON k.id = m.api_key_id WHERE m.id = $1`,
};

const ATTEMPTS = {
  name: 'attempts_of_message',
  text: `
    SELECT number, provider, started_at AS "startedAt", ended_at AS "endedAt", outcome, latency_ms AS "latencyMs",
           http_status AS "httpStatus", provider_code AS code, provider_message AS message
      FROM send_attempts WHERE message_id = $1 ORDER BY started_at DESC, id DESC LIMIT ${MAX_ROWS}`,
};

const EVENTS = {
  name: 'provider_events_of_message',
  // They name the message by our id, or by the id that the provider gave to one of its attempts; an inbound message has the id
  // of the event that brought it.
  text: `
    SELECT id, kind, provider_status AS "providerStatus", received_at AS "receivedAt", applied_at AS "appliedAt", code,
           error, payload
      FROM (SELECT * FROM webhook_events WHERE id = $1
             UNION ALL
            SELECT * FROM webhook_events WHERE message_id = $1 AND id <> $1
             UNION ALL
            SELECT w.* FROM send_attempts a JOIN webhook_events w ON w.provider_message_id = a.provider_message_id
             WHERE a.message_id = $1 AND w.provider = a.provider AND w.id <> $1 AND w.message_id IS DISTINCT FROM $1) AS e
     ORDER BY received_at DESC, id DESC LIMIT ${MAX_ROWS}`,
};

const WEBHOOKS = {
  name: 'webhooks_of_message',
  // Each half has an index of its own.
  text: `
    SELECT c.id, coalesce(e.url, c.target) AS target, c.endpoint_id AS "endpointId", c.type, c.status,
           c.attempt_count AS "attemptCount", c.http_status AS "httpStatus", c.error, c.created_at AS "createdAt",
           c.delivered_at AS "deliveredAt"
      FROM (SELECT * FROM callbacks WHERE message_id = $1 AND status = 'pending'
             UNION ALL
            SELECT * FROM callbacks WHERE message_id = $1 AND status <> 'pending') AS c
      LEFT JOIN webhook_endpoints e ON e.id = c.endpoint_id
     ORDER BY c.sequence DESC LIMIT ${MAX_ROWS}`,
};

/** All that is known of one message beside its row: who sent it, its calls, what its provider said, whom we told. */
@Injectable()
export class MessageFacts {
  constructor(private readonly database: Database) {}

  /** Null when there is no such message. */
  async of(messageId: string): Promise<MessageFactsRow | null> {
    return (await this.database.run<MessageFactsRow>(FACTS, [messageId]))[0] ?? null;
  }

  /** Oldest first, as the others are. */
  async attempts(messageId: string): Promise<RecordedAttempt[]> {
    return (await this.database.run<RecordedAttempt>(ATTEMPTS, [messageId])).reverse();
  }

  async providerEvents(messageId: string): Promise<RecordedProviderEvent[]> {
    return (await this.database.run<RecordedProviderEvent>(EVENTS, [messageId])).reverse();
  }

  async webhooks(messageId: string): Promise<RecordedWebhook[]> {
    return (await this.database.run<RecordedWebhook>(WEBHOOKS, [messageId])).reverse();
  }
}
