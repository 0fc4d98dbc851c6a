import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type ConversationFigures,
  type CurrentConversation,
  type LatestMessage,
  MESSAGE_STATUSES,
  MESSAGE_TYPES,
} from '#entities';
import type { FoundConversation, MatchedIn } from '#messaging';
import { ADDRESS } from '../access/mask-kinds.js';
import { ApiNextOffset } from '../http/pages/shortened-page.js';
import { MessageView } from '../messages/message.view.js';
import { CONVERSATION_TYPES } from '../messages/conversation-types.js';
import { CONVERSATION_STATUSES } from './conversation-statuses.js';

const ID = '01990b1d-8a00-7000-8000-000000000001';

/** The newest message of a conversation, as a list shows it. */
export class LastMessageView {
  @ApiProperty({ format: 'uuid', example: ID }) id: string;
  @ApiProperty({ enum: ['outbound', 'inbound'] }) direction: string;
  @ApiProperty({ enum: MESSAGE_TYPES }) type: string;
  @ApiProperty({ enum: MESSAGE_STATUSES }) status: string;
  @ApiProperty({ ...ADDRESS, example: '+15559876543', description: 'Its sender.' }) from: string;
  @ApiProperty({ ...ADDRESS, example: '+15551234567', description: 'Its recipient.' }) to: string;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Of an email.' })
  subject: string | null;
  @ApiProperty({ example: 'Is it ready?', description: 'Its first 200 characters.' }) text: string;
  @ApiProperty() created_at: Date;
}

/** A conversation as clients see it. Times are ISO 8601 in UTC. */
export class ConversationView {
  @ApiProperty({ format: 'uuid', example: ID }) id: string;
  @ApiProperty({ enum: CONVERSATION_TYPES, description: '`direct`: the one of its channel and pair.' })
  type: string;
  @ApiProperty({ enum: CONVERSATION_STATUSES, description: 'A new message makes it `active`.' })
  status: string;
  @ApiProperty({ enum: ['sms', 'email'], description: '`sms` includes `mms`.' }) channel_type: string;
  @ApiProperty({ ...ADDRESS, example: '+15551234567' }) participant_from: string;
  @ApiProperty({ ...ADDRESS, example: '+15559876543' }) participant_to: string;
  @ApiProperty({ type: String, nullable: true, example: 'Order 1042' }) title: string | null;
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 }) message_count: number;
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 0,
    description: 'Inbound messages since it was read.',
  })
  unread_count: number;
  @ApiProperty({ type: Date, nullable: true, description: 'Null before its first message.' })
  last_message_at: Date | null;
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
  @ApiProperty({ type: Object, example: { customer: 7 } }) metadata: Record<string, unknown>;
}

/** A conversation, and its newest messages where they were asked for. */
export class ConversationWithMessagesView extends ConversationView {
  @ApiPropertyOptional({
    type: [MessageView],
    description: 'With `include_messages`: the newest 50, oldest first; fewer where they would exceed 4 MB.',
  })
  messages?: MessageView[];
}

/** A conversation in a list. */
export class ListedConversationView extends ConversationView {
  @ApiPropertyOptional({
    type: LastMessageView,
    nullable: true,
    description: 'With `include_last_message`; null: it has no message.',
  })
  last_message?: LastMessageView | null;
}

export class ConversationListView {
  @ApiProperty({ type: [ListedConversationView] }) conversations: ListedConversationView[];
  @ApiProperty({ type: 'integer', description: 'Exact up to 10,000.' }) total: number;
  @ApiProperty({ description: 'True when `total` is not exact.' }) total_is_estimate: boolean;
  @ApiProperty({ type: 'integer' }) limit: number;
  @ApiProperty({ type: 'integer' }) offset: number;
}

export class ConversationMessagesView {
  @ApiProperty({ type: [MessageView], description: 'Newest first.' }) messages: MessageView[];
  @ApiProperty({ type: 'integer' }) total: number;
  @ApiProperty({ type: 'integer' }) limit: number;
  @ApiProperty({ type: 'integer' }) offset: number;
  @ApiNextOffset() next_offset?: number;
}

/** A conversation that matches the search. */
export class FoundConversationView extends ListedConversationView {
  @ApiProperty({
    enum: ['participant', 'title', 'message'],
    isArray: true,
    description: 'Where it was found; it may match elsewhere too.',
  })
  matched: MatchedIn[];
}

export class ConversationSearchView {
  @ApiProperty({ type: [FoundConversationView], description: 'Most recently active first.' })
  conversations: FoundConversationView[];
  @ApiProperty({ type: 'integer', description: 'How many there are in this answer.' }) total: number;
  @ApiProperty({ type: 'integer', description: 'As asked for.' }) limit: number;
  @ApiProperty({ type: 'integer', enum: [0], description: 'A search has one page.' }) offset: number;
}

export class ConversationStatisticsView {
  @ApiProperty({ format: 'uuid', example: ID }) conversation_id: string;
  @ApiProperty({ type: 'integer' }) total_messages: number;
  @ApiProperty({ type: 'integer' }) inbound_messages: number;
  @ApiProperty({ type: 'integer' }) outbound_messages: number;
  @ApiProperty({ type: 'integer' }) failed_messages: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 1.2,
    description:
      'From accept, or from the send time of a scheduled message, until the provider took it, over the newest 2,000 messages; null when none of them was sent.',
  })
  avg_send_time_seconds: number | null;
}

export function conversationView(conversation: CurrentConversation): ConversationView {
  return {
    id: conversation.id,
    type: conversation.type,
    status: conversation.status,
    channel_type: conversation.channelType,
    participant_from: conversation.participantFrom,
    participant_to: conversation.participantTo,
    title: conversation.title,
    message_count: conversation.messageCount,
    unread_count: conversation.unreadCount,
    last_message_at: conversation.lastMessageAt,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    metadata: conversation.metadata,
  };
}

/** `latest`: the newest messages by conversation; undefined: they were not asked for. */
export function listedView(
  conversation: CurrentConversation,
  latest: Map<string, LatestMessage> | undefined,
): ListedConversationView {
  const view = conversationView(conversation);
  if (latest === undefined) return view;
  const message = latest.get(conversation.id);
  return { ...view, last_message: message === undefined ? null : lastMessageView(message) };
}

function lastMessageView({ conversationId: _, createdAt, ...message }: LatestMessage): LastMessageView {
  return { ...message, created_at: createdAt };
}

export function searchView(
  found: FoundConversation[],
  limit: number,
  latest: Map<string, LatestMessage> | undefined,
): ConversationSearchView {
  const conversations = found.map(({ conversation, matched }) => ({
    ...listedView(conversation, latest),
    matched,
  }));
  return { conversations, total: conversations.length, limit, offset: 0 };
}

export function statisticsView(id: string, figures: ConversationFigures): ConversationStatisticsView {
  return {
    conversation_id: id,
    total_messages: figures.total,
    inbound_messages: figures.inbound,
    outbound_messages: figures.total - figures.inbound,
    failed_messages: figures.failed,
    avg_send_time_seconds: figures.averageSendTime,
  };
}
