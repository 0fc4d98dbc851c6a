/** Explained in docs/decisions/0027-acting-on-many.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { isMessageSuppressed } from '../suppressions/is-suppressed.js';
import type { MessageStatus } from '../tables/message-status.js';
import type { MessagePriority, MessageType } from '../tables/message.entity.js';
import type { BulkActionKind } from './bulk-actions.js';

/** Why a message is left out. */
export type LeftOut = 'erased' | 'not_failed' | 'not_waiting' | 'not_scheduled' | 'expired' | 'suppressed';

/** What an action would do with a message. */
export interface BulkEffect {
  id: string;
  type: MessageType;
  priority: MessagePriority;
  /** Null: it is changed. */
  leftOut: LeftOut | null;
}

/** From which statuses each is possible, and what is said of the others. */
const ACTS_ON: Record<BulkActionKind, { status: MessageStatus[]; otherwise: LeftOut }> = {
  retry: { status: ['failed'], otherwise: 'not_failed' },
  cancel: { status: ['scheduled', 'pending', 'retry'], otherwise: 'not_waiting' },
  reschedule: { status: ['scheduled'], otherwise: 'not_scheduled' },
};

/** $1: the messages; $2, $3: ACTS_ON of the action $4; $5: of `reschedule`. */
const LEFT_OUT = `
           CASE WHEN m.id IS NULL OR m.is_erased THEN 'erased'
                WHEN m.status <> ALL ($2::text[]) THEN $3::text
                WHEN $4::text = 'retry' AND m.expires_at <= now() OR $4 = 'reschedule' AND m.expires_at <= $5::timestamptz THEN 'expired'
                WHEN $4::text = 'retry' AND m.is_suppressed THEN 'suppressed' END AS "leftOut"
      FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place)
      LEFT JOIN LATERAL (
        SELECT m.id, m.type, m.priority, m.status, m.expires_at,
               EXISTS (SELECT 1 FROM erasures e WHERE e.conversation_id = m.conversation_id) AS is_erased,
               CASE m.status WHEN 'failed' THEN ${isMessageSuppressed('m')} END AS is_suppressed
          FROM messages m WHERE m.id = asked.id OFFSET 0) AS m ON true`;

const EFFECTS = {
  name: 'bulk_effects',
  text: `
    SELECT asked.id, m.type, m.priority, ${LEFT_OUT}
     ORDER BY asked.place`,
};

const COUNTED = {
  name: 'bulk_effects_counted',
  text: `SELECT "leftOut", count(*)::int AS count FROM (SELECT ${LEFT_OUT}) AS effects GROUP BY "leftOut"`,
};

/** Says what an action would do. */
@Injectable()
export class BulkEffects {
  constructor(private readonly database: Database) {}

  /** Of these messages, in their order. `scheduledAt`: of `reschedule`. */
  of(
    ids: string[],
    action: BulkActionKind,
    scheduledAt: Date | null,
    on?: Connection,
  ): Promise<BulkEffect[]> {
    const { status, otherwise } = ACTS_ON[action];
    return this.database.run<BulkEffect>(EFFECTS, [ids, status, otherwise, action, scheduledAt], on);
  }

  /** Of how many of these messages it is which; null: they are changed. */
  counted(
    ids: string[],
    action: BulkActionKind,
    scheduledAt: Date | null,
  ): Promise<{ leftOut: LeftOut | null; count: number }[]> {
    const { status, otherwise } = ACTS_ON[action];
    return this.database.run(COUNTED, [ids, status, otherwise, action, scheduledAt]);
  }
}
