import { ApiProperty } from '@nestjs/swagger';
import { type ExportPage, messageJson } from '#messaging';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';
import { ConversationView, conversationView } from '../conversations/conversation.view.js';
import {
  AttemptView,
  attemptView,
  MessageProviderEventView,
  providerEventView,
} from '../messages/message-details.view.js';
import { MessageEventView, messageEventView, MessageView } from '../messages/message.view.js';
import { SuppressionView, suppressionView } from '../suppressions/suppression.view.js';
import { cursorAt } from './export.dto.js';

/** A message with all that happened to it. */
export class ExportedMessageView extends MessageView {
  @ApiProperty({ type: [MessageEventView], description: 'The timeline, the oldest event first.' })
  events: MessageEventView[];
  @ApiProperty({ type: [AttemptView], description: 'Calls of providers, oldest first; the latest 200.' })
  attempts: AttemptView[];
  @ApiProperty({
    type: [MessageProviderEventView],
    description: 'What providers told of it, oldest first; the latest 200.',
  })
  provider_events: MessageProviderEventView[];
}

/** A part of what is known of a person. */
export class ExportView {
  @ApiProperty({ ...ADDRESS, example: '+15552220199', description: 'Whose it is, normalised.' })
  address: string;
  @ApiProperty({
    type: [ConversationView],
    description: 'His conversations, 200 on a page at most; before the messages.',
  })
  conversations: ConversationView[];
  @ApiProperty({
    type: [SuppressionView],
    description: 'Of his address, 200 on a page at most; before the messages.',
  })
  suppressions: SuppressionView[];
  @ApiProperty({ type: [ExportedMessageView], description: 'From him or to him, newest first.' })
  messages: ExportedMessageView[];
  @ApiProperty({
    type: [MessageProviderEventView],
    description: 'What else providers told that names him; on the pages behind those of the messages.',
  })
  provider_events: MessageProviderEventView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    description: '`cursor` of the next page, which may be empty; null: that was all.',
  })
  next_cursor: string | null;
}

export function exportView(address: string, page: ExportPage): ExportView {
  return {
    address,
    conversations: page.conversations.map(conversationView),
    suppressions: page.suppressions.map(suppressionView),
    messages: page.messages.map(({ message, events, attempts, providerEvents }) => ({
      ...messageJson(message),
      events: events.map(messageEventView),
      attempts: attempts.map(attemptView),
      provider_events: providerEvents.map((event) => providerEventView(event, message.provider)),
    })),
    provider_events: page.providerEvents.map((event) => providerEventView(event, event.provider)),
    next_cursor: page.next && cursorAt(page.next),
  };
}
