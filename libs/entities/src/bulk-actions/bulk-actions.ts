/** Explained in docs/decisions/0027-acting-on-many.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import type { MessageFilter } from '../messages/message-filter.js';

export const BULK_ACTIONS = ['retry', 'cancel', 'reschedule'] as const;
export type BulkActionKind = (typeof BULK_ACTIONS)[number];
export type BulkActionStatus = 'running' | 'stopped' | 'done';

export interface NewBulkAction {
  id: string;
  action: BulkActionKind;
  /** As it was asked for. */
  filter: object;
  wanted: MessageFilter;
  /** Of `reschedule`. */
  scheduledAt: Date | null;
  /** Null: more than are counted. */
  matching: number | null;
  /** The API key. */
  createdBy: string | null;
}

/** A job that changes many messages, and how far it came. */
export interface BulkAction {
  id: string;
  action: BulkActionKind;
  filter: Record<string, unknown>;
  scheduledAt: Date | null;
  status: BulkActionStatus;
  matching: number | null;
  done: number;
  /** By reason. */
  leftOut: Record<string, number>;
  failed: number;
  createdBy: { id: string; name: string | null } | null;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

/** What the next step of a job needs. */
export interface RunningBulkAction {
  id: string;
  action: BulkActionKind;
  scheduledAt: Date | null;
  wanted: MessageFilter;
  /** Down to this message all have been looked at. */
  position: string | null;
  createdAt: Date;
}

/** What one step did. */
export interface BulkProgress {
  /** Down to where all have been looked at now; null: all have been. */
  position: string | null;
  done: number;
  failed: number;
  leftOut: Record<string, number>;
}

const SHOWN = `
  SELECT b.id, b.action, b.filter, b.scheduled_at AS "scheduledAt", b.status, b.matching, b.done, b.left_out AS "leftOut",
         b.failed, b.created_at AS "createdAt", b.updated_at AS "updatedAt", b.finished_at AS "finishedAt",
         CASE WHEN b.created_by IS NOT NULL THEN jsonb_build_object('id', b.created_by, 'name', k.name) END AS "createdBy"
    FROM bulk_actions b LEFT JOIN api_keys k ON k.id = b.created_by`;

const CREATE = {
  name: 'create_bulk_action',
  text: `
    INSERT INTO bulk_actions (id, action, filter, wanted, scheduled_at, matching, created_by)
    SELECT $1::uuid, $2::text, $3::jsonb, $4::jsonb, $5::timestamptz, $6::int, $7::uuid
     WHERE (SELECT count(*) FROM bulk_actions WHERE status = 'running') < $8
    RETURNING id`,
};
const FIND = { name: 'find_bulk_action', text: `${SHOWN} WHERE b.id = $1` };
const LIST = {
  name: 'list_bulk_actions',
  text: `${SHOWN} WHERE $1::uuid IS NULL OR b.id < $1 ORDER BY b.id DESC LIMIT $2`,
};
const SET_STATUS = {
  name: 'bulk_action_status',
  text: `UPDATE bulk_actions SET status = $2, updated_at = now() WHERE id = $1 AND status = $3`,
};
const NEXT = {
  name: 'next_bulk_action',
  text: `
    SELECT id, action, scheduled_at AS "scheduledAt", wanted, position, created_at AS "createdAt" FROM bulk_actions
     WHERE status = 'running' ORDER BY updated_at`,
};
const HOLD = {
  name: 'hold_bulk_action',
  text: `
    SELECT 1 FROM bulk_actions WHERE id = $1 AND status = 'running' AND position IS NOT DISTINCT FROM $2
       FOR UPDATE SKIP LOCKED`,
};
const ADVANCE = {
  name: 'advance_bulk_action',
  text: `
    UPDATE bulk_actions
       SET position = coalesce($2::uuid, position), done = done + $3, failed = failed + $4, updated_at = clock_timestamp(),
           left_out = (SELECT coalesce(jsonb_object_agg(reason, count), '{}') FROM (
             SELECT key AS reason, sum(value::int) AS count
               FROM (SELECT * FROM jsonb_each_text(left_out) UNION ALL SELECT * FROM jsonb_each_text($5::jsonb)) AS counts
              GROUP BY key) AS sums),
           status = CASE WHEN $2::uuid IS NULL THEN 'done' ELSE status END,
           wanted = CASE WHEN $2::uuid IS NULL THEN '{}' ELSE wanted END,
           finished_at = CASE WHEN $2::uuid IS NULL THEN clock_timestamp() END
     WHERE id = $1`,
};

/** The jobs that change many messages. */
@Injectable()
export class BulkActions {
  constructor(private readonly database: Database) {}

  /** False when `maxRunning` are running. */
  async create(job: NewBulkAction, maxRunning: number): Promise<boolean> {
    const { id, action, filter, wanted, scheduledAt, matching, createdBy } = job;
    const values = [id, action, filter, wanted, scheduledAt, matching, createdBy, maxRunning];
    return (await this.database.run(CREATE, values)).length > 0;
  }

  async find(id: string): Promise<BulkAction | null> {
    return (await this.database.run<BulkAction>(FIND, [id]))[0] ?? null;
  }

  /** Newest first, after the job with that id. */
  list(limit: number, after: string | null): Promise<BulkAction[]> {
    return this.database.run<BulkAction>(LIST, [after, limit]);
  }

  /** Moves a job from one status to the other; leaves it as it is in any other. */
  async setStatus(id: string, from: BulkActionStatus, to: BulkActionStatus): Promise<void> {
    await this.database.run(SET_STATUS, [id, to, from]);
  }

  /** All jobs that run, the one that waits longest for its next step first. */
  async running(): Promise<RunningBulkAction[]> {
    const rows = await this.database.run<RunningBulkAction>(NEXT, []);
    return rows.map((row) => ({ ...row, wanted: withTimes(row.wanted) }));
  }

  /** Holds a job for a step, in the transaction of `on`. False when it was stopped, or another one was first. */
  async hold({ id, position }: RunningBulkAction, on: Connection): Promise<boolean> {
    return (await this.database.run(HOLD, [id, position], on)).length > 0;
  }

  /** Records a step in the transaction that made it. */
  async advance(
    id: string,
    { position, done, failed, leftOut }: BulkProgress,
    on: Connection,
  ): Promise<void> {
    await this.database.run(ADVANCE, [id, position, done, failed, leftOut], on);
  }
}

const TIMES = ['createdAfter', 'createdBefore', 'changedAfter', 'changedBefore'] as const;

/** A filter that was JSON. */
function withTimes(stored: MessageFilter): MessageFilter {
  const times = TIMES.flatMap((name) => (stored[name] ? [[name, new Date(stored[name])]] : []));
  return { ...stored, ...Object.fromEntries(times) };
}
