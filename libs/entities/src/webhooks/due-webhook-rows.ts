/** Explained in docs/decisions/0015-outgoing-webhooks.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { DUE } from './due-webhooks-statement.js';

/** So many are let be found again at once. */
const UNPARKED_AT_ONCE = 500;

/** So many callbacks are queued or in hand at once, all processors together. */
export interface WebhookCapacity {
  /** Of one lane. */
  lane: number;
  /** Of all callback_urls whose origins end their calls soon. */
  promptUrls: number;
  /** Of all lanes that nobody knows yet, or that keep their callers waiting. */
  doubtful: number;
}

const BY_ORDER = {
  name: 'webhooks_by_order',
  // The first row by an index, or all of them sorted: over the few rows of a young table the two cost the same, and the
  // plan is kept while it grows.
  text: `SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
};

const LOST = {
  name: 'lost_webhooks',
  text: `
    WITH lost AS MATERIALIZED (
      SELECT id FROM callbacks
       WHERE status = 'pending' AND queued_at IS NOT NULL AND queued_at < $1
         AND (lease_expires_at IS NULL OR lease_expires_at <= now())
       ORDER BY queued_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE callbacks c SET queued_at = now(), lease_token = NULL, lease_expires_at = NULL
      FROM lost l WHERE c.id = ANY (ARRAY[l.id])
    RETURNING c.id`,
};

const UNPARK = {
  name: 'unpark_webhooks',
  text: `
    WITH parked AS MATERIALIZED (
      SELECT p.id FROM webhook_endpoints e CROSS JOIN LATERAL (
        SELECT c.id FROM callbacks c
         WHERE c.target = e.id::text AND c.status = 'pending' AND c.queued_at IS NULL AND c.due_at = 'infinity'
         LIMIT ${UNPARKED_AT_ONCE}) AS p
       WHERE e.status = 'active'
    ), locked AS MATERIALIZED (
      SELECT c.id FROM parked p CROSS JOIN LATERAL (
        SELECT c.id FROM callbacks c
         WHERE c.id = ANY (ARRAY[p.id]) AND CASE WHEN c.due_at = 'infinity' THEN true ELSE false END
           FOR UPDATE SKIP LOCKED) AS c
    )
    UPDATE callbacks c SET due_at = c.created_at FROM locked l WHERE c.id = ANY (ARRAY[l.id])
    RETURNING c.id`,
};

const CLEAN = {
  name: 'clean_webhooks',
  text: `
    WITH old AS MATERIALIZED (
      SELECT id FROM callbacks WHERE status <> 'pending' AND created_at < now() - make_interval(days => $1)
       ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    DELETE FROM callbacks c USING old o WHERE c.id = ANY (ARRAY[o.id]) RETURNING c.id`,
};

const FORGET = {
  name: 'forget_webhook_lanes',
  text: `
    DELETE FROM callback_lanes WHERE target IN (
      SELECT target FROM callback_lanes WHERE called_at < now() - make_interval(days => $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED)`,
};

/** Finds callbacks whose time has come. Each answer is also a mark on the rows, so that nobody else takes the same one. */
@Injectable()
export class DueWebhookRows {
  constructor(private readonly database: Database) {}

  /**
   * Webhooks to put in the queue now, in the order of their events, as many as there is `room` for beside what is
   * queued or in hand. `more`: some were set aside, and another look may find others.
   */
  async due({ lane, promptUrls, doubtful }: WebhookCapacity): Promise<{ ids: string[]; more: boolean }> {
    const rows = await this.database.transaction(async (connection) => {
      await this.database.run(BY_ORDER, [], connection);
      return this.database.run<{ id: string; queued: boolean }>(
        DUE,
        [lane, promptUrls, doubtful],
        connection,
      );
    });
    return { ids: rows.flatMap(({ id, queued }) => (queued ? id : [])), more: rows.length > 0 };
  }

  /** Those queued before `queuedBefore` that nobody has in hand; they count as queued now. */
  async lost(queuedBefore: Date, limit: number): Promise<string[]> {
    return (await this.database.run<{ id: string }>(LOST, [queuedBefore, limit])).map(({ id }) => id);
  }

  /** Lets callbacks of endpoints that were resumed be found again; answers how many. */
  async unpark(): Promise<number> {
    return (await this.database.run(UNPARK, [])).length;
  }

  /** Removes what has been done for so many days, and what is known of lanes not called since; answers how many. */
  async clean(days: number, limit: number): Promise<number> {
    await this.database.run(FORGET, [days, limit]);
    return (await this.database.run(CLEAN, [days, limit])).length;
  }
}
