/** Explained in docs/decisions/0015-outgoing-webhooks.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

export const WEBHOOK_STATUSES = ['pending', 'delivered', 'dead'] as const;
type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** A callback to an endpoint, and what became of it so far. */
export interface WebhookRecord {
  id: string;
  /** Rises in the order in which they came about. */
  sequence: string;
  type: string;
  messageId: string | null;
  status: WebhookStatus;
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

/** Which of an endpoint's callbacks are wanted. */
export interface WebhookLogFilter {
  statuses?: readonly WebhookStatus[];
  /** A sequence. */
  before?: string | null;
}

/** Greater than any sequence. */
const PAST_ALL = '9223372036854775807';

const FIELDS = `id, sequence, type, message_id AS "messageId", status, attempt_count AS attempts, http_status AS "httpStatus",
           latency_ms AS "latencyMs", error, created_at AS "createdAt", last_attempt_at AS "lastAttemptAt",
           CASE WHEN status = 'pending' AND due_at <> 'infinity' THEN due_at END AS "nextAttemptAt",
           delivered_at AS "deliveredAt"`;

const LIST = {
  name: 'list_callbacks',
  // Of each status there is an index in this order.
  text: `
    SELECT c.* FROM unnest($2::text[]) AS s (status) CROSS JOIN LATERAL (
      SELECT ${FIELDS} FROM callbacks
       WHERE endpoint_id = $1 AND callbacks.status = s.status AND sequence < coalesce($3, ${PAST_ALL})
       ORDER BY callbacks.sequence DESC LIMIT $4) AS c
     ORDER BY c.sequence DESC LIMIT $4`,
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

const RECOVER = {
  name: 'recover_callbacks',
  // In the order in which they came about. Spread over time, so that what happens meanwhile is told meanwhile.
  text: `
    WITH failed AS MATERIALIZED (
      SELECT id, row_number() OVER (ORDER BY sequence) AS place FROM (
        SELECT id, sequence FROM callbacks
         WHERE endpoint_id = $1 AND status = 'dead' AND coalesce(last_attempt_at, created_at) >= $2
           AND queued_at IS NULL AND sequence > $6
         ORDER BY sequence LIMIT $3 FOR UPDATE SKIP LOCKED) AS f
    )
    UPDATE callbacks c
       SET status = 'pending', delivered_at = NULL, attempt_count = 0,
           due_at = now() + make_interval(secs => ($4 + f.place) / $5::float)
      FROM failed f WHERE c.id = ANY (ARRAY[f.id])
    RETURNING c.sequence`,
};

const RECOVERED_AT_ONCE = 1_000;

/** What endpoints were told, for those who look after them. */
@Injectable()
export class WebhookLog {
  constructor(private readonly database: Database) {}

  /** The newest first; those before the one with this sequence. */
  list(
    endpointId: string,
    { statuses = WEBHOOK_STATUSES, before = null }: WebhookLogFilter,
    limit: number,
  ): Promise<WebhookRecord[]> {
    return this.database.run(LIST, [endpointId, statuses, before, limit]);
  }

  /**
   * Lets all callbacks that were given up since then be made again, from their first attempt on, so many of them a second,
   * at most `max`; answers how many. A paused endpoint gets them once it is resumed.
   */
  async recover(endpointId: string, since: Date, perSecond: number, max: number): Promise<number> {
    let recovered = 0;
    let last = 0n;
    for (;;) {
      const batch = Math.min(RECOVERED_AT_ONCE, max - recovered);
      const values = [endpointId, since, batch, recovered, perSecond, last];
      const found = await this.database.run<{ sequence: string }>(RECOVER, values);
      recovered += found.length;
      for (const { sequence } of found) if (BigInt(sequence) > last) last = BigInt(sequence);
      if (found.length < RECOVERED_AT_ONCE || recovered >= max) return recovered;
    }
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
