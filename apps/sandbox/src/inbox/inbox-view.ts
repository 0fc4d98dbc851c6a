import type { WebhookRecord, InboxMessage } from './inbox-message.js';

/** A message as `GET /messages` shows it. */
export function inboxView(message: InboxMessage) {
  return {
    id: message.id,
    message_id: message.messageId,
    direction: message.direction,
    provider: message.provider,
    channel: message.channel,
    from: message.from,
    to: message.to,
    subject: message.subject,
    body: message.body,
    html: message.html,
    attachments: message.attachments,
    sent_as: message.sentAs,
    reply_to: message.replyTo,
    validity_period: message.validityPeriod,
    custom_args: message.customArgs,
    status: message.status,
    error_code: message.errorCode,
    created_at: message.createdAt.toISOString(),
    updated_at: message.updatedAt.toISOString(),
    callbacks: message.callbacks.map(callbackView),
  };
}

export type InboxView = ReturnType<typeof inboxView>;

function callbackView(record: WebhookRecord) {
  return {
    status: record.status,
    url: record.url,
    tries: record.tries,
    http_status: record.httpStatus,
    error: record.error,
    at: record.at?.toISOString() ?? null,
  };
}
