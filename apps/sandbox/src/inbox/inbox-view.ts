import type { WebhookRecord, InboxMessage } from './inbox-message.js';

/** A message as `GET /messages` shows it. */
export function inboxView(message: InboxMessage) {
  const isText = message.provider === 'twilio';
  return {
    id: message.id,
    message_id: message.messageId,
    direction: message.direction,
    provider: message.provider,
    channel: message.channel,
    from: message.from,
    to: message.to,
    subject: isText ? null : message.subject,
    body: message.body,
    html: isText ? null : message.html,
    attachments: isText ? message.mediaUrls : message.attachments,
    sent_as: isText ? 'to' : message.sentAs,
    reply_to: isText ? null : message.replyTo,
    validity_period: isText ? message.validityPeriod : null,
    custom_args: isText ? {} : message.customArgs,
    status: message.status,
    error_code: isText ? message.errorCode : null,
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
