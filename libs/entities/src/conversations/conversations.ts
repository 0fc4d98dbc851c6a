/** Explained in docs/decisions/0004-sms-and-mms-are-one-conversation.md. */
import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import { Database } from '../database.js';
import type { ConversationChannel, ConversationStatus, ConversationType } from '../tables/conversation.js';
import { SEARCH_TEXT } from '../search-index/searched-text.js';
import { CURRENT, type CurrentConversation, TAIL_SUMS } from './current-conversation.js';

/** A conversation about to be opened. */
export interface NewConversation {
  type: ConversationType;
  channelType: ConversationChannel;
  participantFrom: string;
  participantTo: string;
  participantLow: string;
  participantHigh: string;
  title: string | null;
  metadata: Record<string, unknown>;
}

/** What is undefined stays as it is; a title of null is cleared. */
export interface ConversationChange {
  title?: string | null;
  status?: ConversationStatus;
  metadata?: Record<string, unknown>;
}

const FIND = {
  name: 'find_conversations',
  text: `
    WITH tail_sums AS MATERIALIZED (${TAIL_SUMS} WHERE conversation_id = ANY ($1::uuid[]) GROUP BY conversation_id)
    SELECT ${CURRENT} FROM conversations c LEFT JOIN tail_sums t ON t.id = c.id WHERE c.id = ANY ($1::uuid[])
     ORDER BY greatest(coalesce(c.last_message_at, c.created_at), t.last_at) DESC, c.id DESC`,
};

const OPEN = {
  name: 'open_conversation',
  text: `
    WITH opened AS (
      INSERT INTO conversations (id, type, channel_type, participant_from, participant_to, participant_low,
                                 participant_high, title, metadata)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          ON CONFLICT (channel_type, participant_low, participant_high) WHERE type = 'direct' DO NOTHING
      RETURNING id, participant_from, participant_to, title
    ), search_texts AS (
      INSERT INTO conversation_search (conversation_id, text) SELECT id, ${SEARCH_TEXT} FROM opened
    )
    SELECT id FROM opened`,
};

const OF_PAIR = {
  name: 'conversation_of_pair',
  text: `
    SELECT id FROM conversations
     WHERE type = 'direct' AND channel_type = $1 AND participant_low = $2 AND participant_high = $3`,
};

const CHANGE = {
  name: 'change_conversation',
  text: `
    WITH
    -- Whoever holds the conversation, the fold for instance, is done before its search text is looked at.
    changed AS (
      UPDATE conversations
         SET title = CASE WHEN $2 THEN $3 ELSE title END, status = coalesce($4, status),
             metadata = coalesce($5::jsonb, metadata), updated_at = now()
       WHERE id = $1 RETURNING id, participant_from, participant_to, title
    ), search_texts AS (
      INSERT INTO conversation_search (conversation_id, text) SELECT id, ${SEARCH_TEXT} FROM changed WHERE $2
          ON CONFLICT (conversation_id) DO UPDATE SET text = excluded.text
    )
    SELECT id FROM changed`,
};

const READ = {
  name: 'read_conversation',
  text: 'UPDATE conversations SET unread_count = 0, updated_at = now() WHERE id = $1 RETURNING id',
};

/** Opens, finds and changes conversations. Messages open and reopen them as well: see MessageIntake. */
@Injectable()
export class Conversations {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<CurrentConversation | null> {
    return (await this.findAll([id]))[0] ?? null;
  }

  /** Those of these that exist, the last written in first. */
  findAll(ids: string[]): Promise<CurrentConversation[]> {
    return this.database.run(FIND, [ids]);
  }

  /** `opened` is false when the pair has its direct conversation already; that is left as it is. */
  async open(wanted: NewConversation): Promise<{ id: string; opened: boolean }> {
    const { type, channelType, participantLow, participantHigh } = wanted;
    const values = [newId(), type, channelType, wanted.participantFrom, wanted.participantTo];
    const [opened] = await this.database.run<{ id: string }>(OPEN, [
      ...values,
      participantLow,
      participantHigh,
      wanted.title,
      wanted.metadata,
    ]);
    if (opened) return { id: opened.id, opened: true };
    const pair = [channelType, participantLow, participantHigh];
    const [known] = await this.database.run<{ id: string }>(OF_PAIR, pair);
    // It was removed in between: there is room for a new one.
    return known ? { id: known.id, opened: false } : this.open(wanted);
  }

  /** False when there is no such conversation. */
  async change(id: string, { title, status, metadata }: ConversationChange): Promise<boolean> {
    const values = [id, title !== undefined, title ?? null, status ?? null, metadata ?? null];
    return (await this.database.run(CHANGE, values)).length > 0;
  }

  /** All of it was read by somebody. False when there is no such conversation. */
  async markRead(id: string): Promise<boolean> {
    return (await this.database.run(READ, [id])).length > 0;
  }
}
