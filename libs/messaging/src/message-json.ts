import type { Message, MessageError } from '#entities';

/** A message as everybody outside sees it. Times are ISO 8601 in UTC once they are JSON; null where it has not happened. */
export interface MessageJson {
  id: string;
  conversation_id: string;
  parent_id: string | null;
  status: string;
  direction: string;
  type: string;
  priority: string;
  from: string;
  to: string;
  body: string;
  subject: string | null;
  html: string | null;
  reply_to: string | null;
  cc: string[];
  bcc: string[];
  attachments: string[];
  metadata: Record<string, unknown>;
  tags: string[];
  callback_url: string | null;
  provider: string;
  provider_message_id: string | null;
  retry_count: number;
  error: MessageError | null;
  created_at: Date;
  updated_at: Date;
  scheduled_at: Date | null;
  expires_at: Date | null;
  next_attempt_at: Date | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  failed_at: Date | null;
}

/** The one shape of a message: in answers of the api and in what endpoints are told. */
export function messageJson(message: Message): MessageJson {
  const { options } = message;
  return {
    id: message.id,
    conversation_id: message.conversationId,
    parent_id: message.parentId,
    status: message.status,
    direction: message.direction,
    type: message.type,
    priority: message.priority,
    from: message.from,
    to: message.to,
    body: message.body,
    subject: message.subject,
    html: message.html,
    reply_to: options.reply_to ?? null,
    cc: options.cc ?? [],
    bcc: options.bcc ?? [],
    attachments: message.attachments,
    metadata: message.metadata,
    tags: message.tags,
    callback_url: options.callback_url ?? null,
    provider: message.provider,
    provider_message_id: message.providerMessageId,
    retry_count: message.retryCount,
    error: message.error,
    created_at: message.createdAt,
    updated_at: message.updatedAt,
    scheduled_at: message.scheduledAt,
    expires_at: message.expiresAt,
    next_attempt_at: message.status === 'retry' ? message.dueAt : null,
    sent_at: message.sentAt,
    delivered_at: message.deliveredAt,
    failed_at: message.failedAt,
  };
}
