/** Explained in docs/decisions/0042-retention.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import {
  MESSAGE_RETENTIONS,
  type MessageRetention,
  messageStatement,
  REMOVE_MESSAGES,
} from './retention-statements.js';
import { BULK_FILTERS, PARTICIPANTS, PAYLOADS, STRAY_EVENTS } from './retention-walks.js';

/** What a step of a walk did. */
export interface RetentionStep {
  done: number;
  /** Where the walk goes on; null: it is at its end. */
  next: string | null;
  /** The first that is to be looked at again, as it is not at its end or was in use; null: there was none. */
  left: string | null;
}

interface StepRow {
  done: number;
  last: string | null;
  left: string | null;
  seen: number;
}

const STATEMENTS = Object.fromEntries(
  MESSAGE_RETENTIONS.map((kind) => [kind, messageStatement(kind)]),
) as Record<MessageRetention, ReturnType<typeof messageStatement>>;

const IDLE_CONVERSATIONS = {
  name: 'retention_idle_conversations',
  text: `
    SELECT id FROM conversations
     WHERE id > $1 AND id < $2 AND coalesce(last_message_at, created_at) < now() - make_interval(days => $3)
     ORDER BY id LIMIT $4`,
};

/** Those of messages that would still be sent keep their conversation. */
const MESSAGES_OF = {
  name: 'retention_messages_of',
  text: `
    (SELECT message_id AS id FROM message_index WHERE conversation_id = $1 LIMIT $2)
     UNION
    (SELECT message_id FROM message_index_tail WHERE conversation_id = $1 LIMIT $2)
     LIMIT $2`,
};

const HAS_UNFINISHED = {
  name: 'retention_unfinished',
  text: `
    SELECT 1 FROM messages m
     WHERE m.id = ANY (ARRAY(SELECT message_id FROM message_index WHERE conversation_id = $1
                              UNION SELECT message_id FROM message_index_tail WHERE conversation_id = $1))
       AND CASE WHEN m.status IN ('scheduled', 'pending', 'sending', 'retry') OR m.status = 'sent' AND m.due_at IS NOT NULL
                THEN true ELSE false END
     LIMIT 1`,
};

/** Whoever accepts a message for it has it locked. */
const REMOVE_CONVERSATION = {
  name: 'retention_remove_conversation',
  text: `
    WITH free AS MATERIALIZED (
      SELECT id FROM conversations WHERE id = $1 FOR UPDATE SKIP LOCKED
    ), empty AS MATERIALIZED (
      SELECT id FROM free
       WHERE NOT EXISTS (SELECT 1 FROM message_index WHERE conversation_id = $1)
         AND NOT EXISTS (SELECT 1 FROM message_index_tail WHERE conversation_id = $1)
    ), searched AS (DELETE FROM conversation_search WHERE conversation_id = ANY (ARRAY(SELECT id FROM empty)))
    DELETE FROM conversations WHERE id = ANY (ARRAY(SELECT id FROM empty)) RETURNING id`,
};

const WALKS = {
  payloads: PAYLOADS,
  stray_events: STRAY_EVENTS,
  participants: PARTICIPANTS,
  bulk_filters: BULK_FILTERS,
  ...STATEMENTS,
};
export type RetentionWalk = keyof typeof WALKS;

/** Removes what is older than it may be, some rows at a time; what is not at its end is never touched. */
@Injectable()
export class RetentionRows {
  constructor(private readonly database: Database) {}

  /** One step of a walk through ids, after `after` and below `below`; `days`: since the last change. */
  async step(
    walk: RetentionWalk,
    after: string,
    below: string,
    days: number,
    limit: number,
  ): Promise<RetentionStep> {
    const [row] = await this.database.run<StepRow>(WALKS[walk], [after, below, days, limit]);
    const { done, last, left, seen } = row as StepRow;
    return { done, next: seen < limit ? null : last, left };
  }

  /** Conversations after `after` and below `below` in which nothing has happened for so many days. */
  async idleConversations(after: string, below: string, days: number, limit: number): Promise<string[]> {
    const rows = await this.database.run<{ id: string }>(IDLE_CONVERSATIONS, [after, below, days, limit]);
    return rows.map(({ id }) => id);
  }

  /** Whether something of it is still to be sent, or looked up. */
  async isUnfinished(conversationId: string): Promise<boolean> {
    return (await this.database.run(HAS_UNFINISHED, [conversationId])).length > 0;
  }

  /** Removes at most `limit` messages of a conversation that are older than so many days; answers how many. */
  async removeMessages(conversationId: string, days: number, limit: number): Promise<number> {
    const found = await this.database.run<{ id: string }>(MESSAGES_OF, [conversationId, limit]);
    if (found.length === 0) return 0;
    const [row] = await this.database.run<{ done: number }>(REMOVE_MESSAGES, [
      found.map(({ id }) => id),
      days,
    ]);
    return row?.done ?? 0;
  }

  /** False when it has messages, or somebody is at it. */
  async removeConversation(id: string): Promise<boolean> {
    return (await this.database.run(REMOVE_CONVERSATION, [id])).length > 0;
  }
}
