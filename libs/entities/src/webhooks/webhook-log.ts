/** Explained in docs/decisions/0015-outgoing-webhooks.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** A callback to an endpoint, and what became of it so far. */
export interface WebhookRecord {
  id: string;
  type: string;
  messageId: string | null;
  status: 'pending' | 'delivered' | 'dead';
  attempts: number;
  /** Of the last attempt. */
  httpStatus: number | null;
  latencyMs: number | null;
  error: string | null;
  createdAt: Date;
  lastAttemptAt: Date | null;
  /** Null when none is planned: it is done, or its endpoint is paused. */
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
}

const FIELDS = `id, type, message_id AS "messageId", status, attempt_count AS attempts, http_status AS "httpStatus",
           latency_ms AS "latencyMs", error, created_at AS "createdAt", last_attempt_at AS "lastAttemptAt",
           CASE WHEN status = 'pending' AND due_at <> 'infinity' THEN due_at END AS "nextAttemptAt",
           delivered_at AS "deliveredAt"`;

const LAST = {
  name: 'last_callbacks',
  text: `SELECT ${FIELDS} FROM callbacks WHERE endpoint_id = $1 ORDER BY sequence DESC LIMIT $2`,
};

const FIND = {
  name: 'find_callback',
  text: `SELECT ${FIELDS} FROM callbacks WHERE id = $2 AND endpoint_id = $1`,
};

const AGAIN = {
  name: 'callback_again',
  text: `
    UPDATE callbacks
       SET status = 'pending', due_at = now(), delivered_at = NULL,
           attempt_count = CASE WHEN status = 'pending' THEN attempt_count ELSE 0 END
     WHERE id = $2 AND endpoint_id = $1 AND queued_at IS NULL
    RETURNING ${FIELDS}`,
};

/** What endpoints were told, for those who look after them. */
@Injectable()
export class WebhookLog {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  last(endpointId: string, limit: number): Promise<WebhookRecord[]> {
    return this.database.run(LAST, [endpointId, limit]);
  }

  /**
   * Lets a callback be made again, from its first attempt on if it was done, now if it waits; one that is queued or
   * under way is left as it is. Null when the endpoint has no such callback.
   */
  async again(endpointId: string, id: string): Promise<WebhookRecord | null> {
    const [changed] = await this.database.run<WebhookRecord>(AGAIN, [endpointId, id]);
    return changed ?? (await this.database.run<WebhookRecord>(FIND, [endpointId, id]))[0] ?? null;
  }
}
