import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageStatus } from './message-status.js';

export const MESSAGE_TYPES = ['sms', 'mms', 'email'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Which lane a message goes by: a code is waited for, bulk has time. */
export const MESSAGE_PRIORITIES = ['code', 'normal', 'bulk'] as const;
export type MessagePriority = (typeof MESSAGE_PRIORITIES)[number];

/** Messages that wait for each other alone. */
export interface Lane {
  type: MessageType;
  priority: MessagePriority;
}

/** Why a message failed or is being tried again: the provider's own code and words where it has them. */
export interface MessageError {
  code: string | null;
  message: string;
  provider: string | null;
}

/** `final`: it will never have the message; `passing`: not now. */
export type RefusalKind = 'final' | 'passing';

/** By the account that refused a message which another may take. */
export type Refusals = Record<string, RefusalKind>;

/** What only some messages ask for. */
export interface MessageOptions {
  /** Where answers to an email go. */
  reply_to?: string;
  cc?: string[];
  bcc?: string[];
  /** Reasons for which an email is sent although its address is suppressed; never `stop`. */
  ignore_suppression?: string[];
  /** The email carries our one-click unsubscribe links (RFC 8058). */
  list_unsubscribe?: boolean;
  /** Who is told of this message, besides the endpoints. */
  callback_url?: string;
}

/** One message. The row is the truth; a queue entry only says that it is time to look at it. */
@Entity('messages')
export class Message {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'conversation_id' }) conversationId: string;
  /** The message this one answers. */
  @Column('uuid', { name: 'parent_id', nullable: true }) parentId: string | null;
  @Column('text') direction: 'outbound' | 'inbound';
  @Column('text') type: MessageType;
  @Column('text') priority: MessagePriority;
  @Column('text') status: MessageStatus;
  @Column('text', { name: 'from_address' }) from: string;
  @Column('text', { name: 'to_address' }) to: string;
  /** The number that a pool or a Messaging Service sent it from; null: `from` itself, or not known yet. */
  @Column('text', { name: 'sent_from', nullable: true }) sentFrom: string | null;
  @Column('text') body: string;
  @Column('text', { nullable: true }) subject: string | null;
  @Column('text', { nullable: true }) html: string | null;
  @Column('jsonb') attachments: string[];
  @Column('jsonb') metadata: Record<string, unknown>;
  @Column('text', { array: true }) tags: string[];
  @Column('jsonb') options: MessageOptions;
  /** Not sent after this time. */
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt: Date | null;
  @Column('text') provider: string;
  @Column('text', { name: 'provider_message_id', nullable: true }) providerMessageId: string | null;
  /** Tries again that have been granted so far. */
  @Column('int', { name: 'retry_count' }) retryCount: number;
  @Column('int', { name: 'attempt_count' }) attemptCount: number;
  @Column('jsonb', { nullable: true }) error: MessageError | null;
  /** The call now in flight, or the last one. */
  @Column('uuid', { name: 'attempt_id', nullable: true }) attemptId: string | null;
  /** Who works on this message while it is `sending`; null while it waits to be settled. */
  @Column('uuid', { name: 'lease_token', nullable: true }) leaseToken: string | null;
  /** Until then nobody else may take it. */
  @Column('timestamptz', { name: 'lease_expires_at', nullable: true }) leaseExpiresAt: Date | null;
  /**
   * When DueMessages looks at this row: send time, next attempt, end of lease; for `pending`, when it was queued. For `sent`,
   * when StatusLookups asks its provider what became of it. Null once nothing more is due.
   */
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt: Date | null;
  /** When its turn is, at the pace of its sender and account; kept until it is sent, so that it goes before those that came later. */
  @Column('timestamptz', { name: 'paced_until', nullable: true }) pacedUntil: Date | null;
  /** The id that its client gave the request it came with. */
  @Column('text', { name: 'client_request_id', nullable: true }) requestId: string | null;
  /** The W3C trace context it was accepted in. */
  @Column('text', { nullable: true }) traceparent: string | null;
  @Column('timestamptz', { name: 'scheduled_at', nullable: true }) scheduledAt: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt: Date | null;
  @Column('timestamptz', { name: 'delivered_at', nullable: true }) deliveredAt: Date | null;
  @Column('timestamptz', { name: 'failed_at', nullable: true }) failedAt: Date | null;
  /** Since when it has no text any more, because that was kept long enough; it cannot be sent again. */
  @Column('timestamptz', { name: 'redacted_at', nullable: true }) redactedAt: Date | null;
}
