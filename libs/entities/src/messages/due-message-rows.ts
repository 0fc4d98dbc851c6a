/** Explained in docs/decisions/0001-the-row-is-the-truth.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { Lane } from '../tables/message.entity.js';

/** What waits for a time of its own. */
export type Waiting = 'scheduled' | 'retry';

/** A row whose time has come; what its queue entry needs. */
export interface DueRow extends Lane {
  id: string;
  retryCount: number;
  traceparent: string | null;
}

/** Of which lane rows are wanted, and how many at most. */
export interface AskedLane extends Lane {
  limit: number;
  /** What was queued before then counts as lost; null: nothing does. */
  queuedBefore: Date | null;
}

/**
 * SQL for the first rows of each lane asked for ($1) that match, in the order in which they are due, by the index of lanes:
 * what waits in other lanes is not walked over. The rows are locked, and those that others have are passed.
 */
const firstOfLanes = (columns: string, condition: string) => `
      SELECT m.* FROM json_to_recordset($1::json)
          AS lane (type text, priority text, "limit" int, "queuedBefore" timestamptz)
       CROSS JOIN LATERAL (
         SELECT ${columns} FROM messages
          WHERE messages.type = lane.type AND messages.priority = lane.priority AND ${condition}
          ORDER BY due_at LIMIT lane."limit" FOR UPDATE SKIP LOCKED) AS m`;

const ROW = `id, type, priority, retry_count AS "retryCount", traceparent`;

/** One status at a time: of two the index has no common order, and all that is due would be sorted for each batch. */
const promote = (status: Waiting) => ({
  name: `promote_${status}`,
  text: `
    WITH due AS MATERIALIZED (${firstOfLanes('id, status', `status = '${status}' AND due_at <= now()`)}
    ), queued AS (
      UPDATE messages m SET status = 'pending', due_at = now(), updated_at = now()
        FROM due d WHERE m.id = d.id
      RETURNING m.id, m.type, m.priority, m.retry_count, m.traceparent, m.attempt_count, d.status AS was
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, attempt)
      SELECT id, 'queued', 'pending', was || ' time has come', nullif(attempt_count, 0) FROM queued
    )
    SELECT ${ROW} FROM queued ORDER BY id`,
});

const PROMOTE = { scheduled: promote('scheduled'), retry: promote('retry') };

const EXPIRED = {
  name: 'expired',
  text: `
    WITH
    -- Due when the lease ends; a second after that, or later, only once it was queued. It is queued again when that entry
    -- was lost, and not because it waits its turn: a queue that does not move would fill up with copies.
    due AS MATERIALIZED (${firstOfLanes(
      'id',
      `status = 'sending' AND due_at <= now() AND lease_expires_at <= now()
          AND (due_at < lease_expires_at + interval '1 second' OR due_at < lane."queuedBefore")`,
    )}
    )
    UPDATE messages m SET due_at = greatest(now(), m.lease_expires_at + interval '1 second')
      FROM due d WHERE m.id = d.id RETURNING m.id, m.type, m.priority, m.retry_count AS "retryCount", m.traceparent`,
};

const LOST = {
  name: 'lost',
  text: `
    WITH due AS MATERIALIZED (${firstOfLanes('id', `status = 'pending' AND due_at < lane."queuedBefore"`)}
    ), queued AS (
      UPDATE messages m SET due_at = now() FROM due d WHERE m.id = d.id
      RETURNING m.id, m.type, m.priority, m.retry_count, m.traceparent, m.attempt_count
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, attempt)
      SELECT id, 'requeued', 'pending', 'its queue entry was lost', nullif(attempt_count, 0) FROM queued
    )
    SELECT ${ROW} FROM queued ORDER BY id`,
};

const OVER = {
  name: 'over',
  text: `
    SELECT id FROM messages
     WHERE expires_at IS NOT NULL AND expires_at <= now() AND status IN ('pending', 'retry')
     ORDER BY expires_at LIMIT $1`,
};

const CLOCK = { name: 'clock', text: 'SELECT clock_timestamp() AS now' };

/**
 * Finds rows whose time has come. Each answer is also a mark on the rows, so that two processors never take the same
 * one, and a row is not found again before it is due again.
 */
@Injectable()
export class DueMessageRows {
  constructor(private readonly database: Database) {}

  /** The database's own clock, by which all times in it are written. */
  async now(): Promise<Date> {
    const [row] = await this.database.run<{ now: Date }>(CLOCK, []);
    return (row as { now: Date }).now;
  }

  /** Those of a status whose time has come, the first of each lane; they are `pending` now. */
  promote(status: Waiting, lanes: AskedLane[]): Promise<DueRow[]> {
    return this.database.run(PROMOTE[status], [JSON.stringify(lanes)]);
  }

  /** Messages in `sending` whose lease has ended, once; and again those whose entry was lost. */
  expired(lanes: AskedLane[]): Promise<DueRow[]> {
    return this.database.run(EXPIRED, [JSON.stringify(lanes)]);
  }

  /** Messages that wait beyond their time, the oldest first. They are not marked: whoever finds them ends them. */
  async over(limit: number): Promise<string[]> {
    const rows = await this.database.run<{ id: string }>(OVER, [limit]);
    return rows.map(({ id }) => id);
  }

  /** Pending messages whose entry was lost, the first of each lane; they count as queued now. */
  lost(lanes: AskedLane[]): Promise<DueRow[]> {
    return this.database.run(LOST, [JSON.stringify(lanes)]);
  }
}
