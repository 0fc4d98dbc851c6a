import type { ConversationChannel, ConversationStatus, ConversationType } from '../tables/conversation.js';

/** A conversation with all its messages counted: those of the index, and those that are still in the tail. */
export interface CurrentConversation {
  id: string;
  type: ConversationType;
  status: ConversationStatus;
  channelType: ConversationChannel;
  participantFrom: string;
  participantTo: string;
  title: string | null;
  messageCount: number;
  unreadCount: number;
  lastMessageAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  metadata: Record<string, unknown>;
}

/** SQL for a CurrentConversation: `c` is the conversation, `t` what the tail has of it (`messages`, `last_at`). */
export const CURRENT = `
  c.id, c.type, c.status, c.channel_type AS "channelType", c.participant_from AS "participantFrom",
  c.participant_to AS "participantTo", c.title, (c.message_count + coalesce(t.messages, 0))::float8 AS "messageCount",
  c.unread_count AS "unreadCount", greatest(c.last_message_at, t.last_at) AS "lastMessageAt",
  c.created_at AS "createdAt", c.updated_at AS "updatedAt", c.metadata`;

/** SQL for what the tail has, by conversation. */
export const TAIL_SUMS = `
  SELECT conversation_id AS id, count(*) AS messages, max(created_at) AS last_at FROM message_index_tail`;

/** SQL for how recent a conversation is by what is stored of it; the tail may know better. */
export const RECENT_AT = 'coalesce(last_message_at, created_at)';
