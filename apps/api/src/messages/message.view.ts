import { ApiProperty } from '@nestjs/swagger';
import type { Message, MessageError, MessageEvent } from '#entities';

/** A message as clients see it. Times are ISO 8601 in UTC; null where it has not happened. */
export class MessageView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) conversation_id: string;
  @ApiProperty({
    enum: ['scheduled', 'pending', 'sending', 'retry', 'sent', 'delivered', 'failed', 'canceled', 'received'],
  })
  status: string;
  @ApiProperty({ enum: ['outbound', 'inbound'] }) direction: string;
  @ApiProperty({ enum: ['sms', 'mms', 'email'] }) type: string;
  @ApiProperty() from: string;
  @ApiProperty() to: string;
  @ApiProperty() body: string;
  @ApiProperty({ type: String, nullable: true }) subject: string | null;
  @ApiProperty({ type: String, nullable: true }) html: string | null;
  @ApiProperty({ type: [String] }) attachments: string[];
  @ApiProperty({ type: Object }) metadata: Record<string, unknown>;
  @ApiProperty({ example: 'twilio' }) provider: string;
  @ApiProperty({ type: String, nullable: true }) provider_message_id: string | null;
  @ApiProperty() retry_count: number;
  @ApiProperty({ type: Object, nullable: true, description: '`{code, message, provider}`' })
  error: MessageError | null;
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
  @ApiProperty({ type: Date, nullable: true }) scheduled_at: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'While `retry`: the next attempt.' })
  next_attempt_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) sent_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) delivered_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) failed_at: Date | null;
}

export function messageView(message: Message): MessageView {
  return {
    id: message.id,
    conversation_id: message.conversationId,
    status: message.status,
    direction: message.direction,
    type: message.type,
    from: message.from,
    to: message.to,
    body: message.body,
    subject: message.subject,
    html: message.html,
    attachments: message.attachments,
    metadata: message.metadata,
    provider: message.provider,
    provider_message_id: message.providerMessageId,
    retry_count: message.retryCount,
    error: message.error,
    created_at: message.createdAt,
    updated_at: message.updatedAt,
    scheduled_at: message.scheduledAt,
    next_attempt_at: message.status === 'retry' ? message.dueAt : null,
    sent_at: message.sentAt,
    delivered_at: message.deliveredAt,
    failed_at: message.failedAt,
  };
}

/** One line of a message's timeline: what, when, why, which attempt. */
export class MessageEventView {
  @ApiProperty({ description: 'Rises in the order of happening.' }) id: string;
  @ApiProperty({ example: 'sent' }) type: string;
  @ApiProperty({ description: 'The status this left the message in.' }) status: string;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: Number, nullable: true }) attempt: number | null;
  @ApiProperty({ type: Object, nullable: true }) detail: Record<string, unknown> | null;
  @ApiProperty() created_at: Date;
}

export class MessageEventsView {
  @ApiProperty({ type: [MessageEventView] }) events: MessageEventView[];
}

export function messageEventsView(events: MessageEvent[]): MessageEventsView {
  return {
    events: events.map(({ id, type, status, reason, attempt, detail, createdAt }) => {
      return { id, type, status, reason, attempt, detail, created_at: createdAt };
    }),
  };
}
