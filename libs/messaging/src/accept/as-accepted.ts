import type { Message, NewMessage, StoredMessage } from '#entities';
import { isPool } from '../addresses/text-party.js';

/** What no message has yet when it is accepted. */
const UNTOUCHED = {
  providerMessageId: null,
  retryCount: 0,
  attemptCount: 0,
  error: null,
  attemptId: null,
  leaseToken: null,
  pacedUntil: null,
  leaseExpiresAt: null,
  sentAt: null,
  deliveredAt: null,
  failedAt: null,
  redactedAt: null,
} as const;

/** The message that was just stored. */
export function acceptedMessage(row: NewMessage, stored: StoredMessage): Message {
  const scheduledAt = row.scheduled_at === null ? null : new Date(row.scheduled_at);
  return {
    id: row.id,
    conversationId: stored.conversation_id,
    parentId: row.parent_id,
    direction: 'outbound',
    type: row.type,
    priority: row.priority,
    status: row.status,
    from: row.from_address,
    to: row.to_address,
    sentFrom: row.sent_from,
    body: row.body,
    subject: row.subject,
    html: row.html,
    attachments: row.attachments,
    metadata: row.metadata,
    tags: row.tags,
    options: row.options,
    expiresAt: stored.expires_at,
    provider: row.provider,
    requestId: row.client_request_id ?? null,
    traceparent: row.traceparent ?? null,
    ...UNTOUCHED,
    dueAt: scheduledAt ?? stored.created_at,
    scheduledAt,
    createdAt: stored.created_at,
    updatedAt: stored.created_at,
  };
}

/** The message as it was when it was accepted, whatever became of it: the answer of then, once more. */
export function asAccepted(message: Message): Message {
  return {
    ...message,
    ...UNTOUCHED,
    // A pool's was chosen when it was accepted; a Messaging Service's later.
    sentFrom: isPool(message.from) ? message.sentFrom : null,
    status: message.scheduledAt === null ? 'pending' : 'scheduled',
    dueAt: message.scheduledAt ?? message.createdAt,
    updatedAt: message.createdAt,
  };
}
