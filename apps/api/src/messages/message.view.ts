import { ApiProperty } from '@nestjs/swagger';
import {
  MESSAGE_PRIORITIES,
  MESSAGE_STATUSES,
  MESSAGE_TYPES,
  type MessageAttachment,
  type MessageError,
  type MessageEvent,
} from '#entities';
import type { MessageJson } from '#messaging';
import { ADDRESS, SHOWN, WORDS } from '../access/mask-kinds.js';

/** Why a message failed, or is tried again. */
export class MessageErrorView implements MessageError {
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: '30003',
    description: "The provider's own code, or ours; null: there is none.",
  })
  code: string | null;
  @ApiProperty({ ...WORDS, example: 'Unreachable destination handset', description: 'The same in words.' })
  message: string;
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: 'twilio',
    description: 'Who said so; null: we did.',
  })
  provider: string | null;
}

/** A message as clients see it. Times are ISO 8601 in UTC; null where it has not happened. */
export class MessageView implements MessageJson {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) conversation_id: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The message this one answers.' })
  parent_id: string | null;
  @ApiProperty({
    enum: MESSAGE_STATUSES,
  })
  status: string;
  @ApiProperty({ enum: ['outbound', 'inbound'] }) direction: string;
  @ApiProperty({ enum: MESSAGE_TYPES }) type: string;
  @ApiProperty({ enum: MESSAGE_PRIORITIES }) priority: string;
  @ApiProperty({ ...ADDRESS }) from: string;
  @ApiProperty({ ...ADDRESS }) to: string;
  @ApiProperty({
    ...ADDRESS,
    type: String,
    nullable: true,
    example: null,
    description:
      'The number that a sender pool or a Messaging Service sent it from; null: `from` itself, or not known yet.',
  })
  sent_from: string | null;
  @ApiProperty() body: string;
  @ApiProperty({ type: String, nullable: true }) subject: string | null;
  @ApiProperty({ type: String, nullable: true }) html: string | null;
  @ApiProperty({ ...ADDRESS, type: String, nullable: true }) reply_to: string | null;
  @ApiProperty({ ...ADDRESS, type: [String] }) cc: string[];
  @ApiProperty({ ...ADDRESS, type: [String] }) bcc: string[];
  @ApiProperty({ type: [String] }) attachments: string[];
  @ApiProperty({ type: Object }) metadata: Record<string, unknown>;
  @ApiProperty({ ...WORDS, type: [String] }) tags: string[];
  @ApiProperty({ type: String, nullable: true }) callback_url: string | null;
  @ApiProperty({ ...SHOWN, example: 'twilio' }) provider: string;
  @ApiProperty({ ...SHOWN, type: String, nullable: true }) provider_message_id: string | null;
  @ApiProperty() retry_count: number;
  @ApiProperty({ type: MessageErrorView, nullable: true, description: 'Why it failed, or is tried again.' })
  error: MessageErrorView | null;
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
  @ApiProperty({ type: Date, nullable: true }) scheduled_at: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'Not sent after this time.' })
  expires_at: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'While `retry`: the next attempt.' })
  next_attempt_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) sent_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) delivered_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) failed_at: Date | null;
}

/** One line of a message's timeline: what, when, why, which attempt. */
export class MessageEventView {
  @ApiProperty({ ...SHOWN, description: 'Increases in the order of events.' }) id: string;
  @ApiProperty({ ...SHOWN, example: 'sent' }) type: string;
  @ApiProperty({ ...SHOWN, description: 'The status after this event.' }) status: string;
  @ApiProperty({ ...WORDS, type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: Number, nullable: true }) attempt: number | null;
  @ApiProperty({ type: Object, nullable: true }) detail: Record<string, unknown> | null;
  @ApiProperty() created_at: Date;
}

export class MessageEventsView {
  @ApiProperty({ type: [MessageEventView] }) events: MessageEventView[];
}

export function messageEventsView(events: MessageEvent[]): MessageEventsView {
  return { events: events.map(messageEventView) };
}

export function messageEventView(event: MessageEvent): MessageEventView {
  const { id, type, status, reason, attempt, detail, createdAt } = event;
  return { id, type, status, reason, attempt, detail, created_at: createdAt };
}

/** One file of a message; what nobody told us of it is null. */
export class MessageAttachmentView {
  @ApiProperty({ format: 'uri', example: 'https://example.com/picture.png' }) url: string;
  @ApiProperty({ ...SHOWN, type: String, nullable: true, example: 'image/png' }) content_type: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Bytes.' }) size: number | null;
  @ApiProperty({ type: String, nullable: true, example: 'picture.png' }) filename: string | null;
}

export class MessageAttachmentsView {
  @ApiProperty({ type: [MessageAttachmentView] }) attachments: MessageAttachmentView[];
}

export function messageAttachmentsView(attachments: MessageAttachment[]): MessageAttachmentsView {
  return {
    attachments: attachments.map(({ url, contentType, size, filename }) => {
      return { url, content_type: contentType, size, filename };
    }),
  };
}
