/** What an operation is called (clients' functions are named after it, so a name stays) and does, in a few words. */
type Name = [operationId: string, summary: string];

/**
 * The table of contents of the API. A route's own `ApiOperation` may say more in its summary. What is not in here is named
 * after its controller, and the contract test refuses it.
 */
export const OPERATION_NAMES: Record<string, Name> = {
  'POST /api/v1/messages/send': ['sendMessage', 'Send one message.'],
  'POST /api/v1/messages/batch': ['sendBatch', 'Send up to 1,000 messages.'],
  'POST /api/v1/messages/preview': ['previewMessage', 'Preview a message and its segments.'],
  'GET /api/v1/messages': ['listMessages', 'Find messages, newest first.'],
  'GET /api/v1/messages/export': ['exportMessages', 'Messages as a CSV or NDJSON file.'],
  'GET /api/v1/messages/{id}': ['getMessage', 'One message as it is now.'],
  'GET /api/v1/messages/{id}/details': ['getMessageDetails', 'All that is known of a message.'],
  'GET /api/v1/messages/{id}/events': ['listMessageEvents', "A message's timeline."],
  'GET /api/v1/messages/{id}/html': ['getMessageHtml', 'The HTML of a mail, safe to show.'],
  'GET /api/v1/messages/{id}/stream': ['streamMessageEvents', "A message's timeline as it happens."],
  'GET /api/v1/messages/{id}/attachments': ['listMessageAttachments', 'The attachments of a message.'],
  'GET /api/v1/messages/{id}/attachments/{n}': [
    'getMessageAttachment',
    'One attachment of an inbound message.',
  ],
  'PATCH /api/v1/messages/{id}/status': ['setMessageStatus', 'Set the status of a message by hand.'],
  'POST /api/v1/messages/{id}/cancel': ['cancelMessage', 'Stop a message that is not sent yet.'],
  'POST /api/v1/messages/{id}/retry': ['retryMessage', 'Send a failed message again.'],
  'POST /api/v1/messages/{id}/reschedule': ['rescheduleMessage', 'Send a scheduled message at another time.'],

  'POST /api/v1/bulk-actions': ['createBulkAction', 'Retry, cancel or reschedule many messages.'],
  'GET /api/v1/bulk-actions': ['listBulkActions', 'Bulk actions, newest first.'],
  'GET /api/v1/bulk-actions/{id}': ['getBulkAction', 'One bulk action and its progress.'],
  'POST /api/v1/bulk-actions/{id}/stop': ['stopBulkAction', 'Stop a bulk action.'],
  'POST /api/v1/bulk-actions/{id}/resume': ['resumeBulkAction', 'Go on with a stopped bulk action.'],

  'POST /api/v1/conversations': ['createConversation', 'Open a conversation.'],
  'GET /api/v1/conversations': ['listConversations', 'Find conversations, by their last message.'],
  'POST /api/v1/conversations/search': ['searchConversations', 'Search addresses, titles and words.'],
  'GET /api/v1/conversations/{id}': ['getConversation', 'One conversation.'],
  'PATCH /api/v1/conversations/{id}': ['updateConversation', 'Change title, status or metadata.'],
  'DELETE /api/v1/conversations/{id}': ['deleteConversation', 'Close or delete a conversation.'],
  'GET /api/v1/conversations/{id}/messages': [
    'listConversationMessages',
    'The messages of a conversation, newest first.',
  ],
  'POST /api/v1/conversations/{id}/read': ['readConversation', 'Mark its messages as read.'],
  'POST /api/v1/conversations/{id}/archive': ['archiveConversation', 'Archive it until its next message.'],
  'GET /api/v1/conversations/{id}/statistics': ['getConversationStatistics', 'Counts of its messages.'],

  'GET /api/v1/suppressions': ['listSuppressions', 'List suppressed addresses.'],
  'POST /api/v1/suppressions': ['createSuppression', 'Suppress an address.'],
  'DELETE /api/v1/suppressions/{id}': ['deleteSuppression', 'Remove a suppression.'],

  'POST /api/v1/erasures': ['createErasure', 'Erase a person or a conversation.'],
  'GET /api/v1/erasures/{id}': ['getErasure', 'The receipt of an erasure.'],
  'POST /api/v1/exports': ['createExport', 'What is known of a person.'],

  'POST /api/v1/sender-pools': ['createSenderPool', 'Put numbers together under one name.'],
  'GET /api/v1/sender-pools': ['listSenderPools', 'Every sender pool.'],
  'GET /api/v1/sender-pools/{id}': ['getSenderPool', 'One sender pool.'],
  'PATCH /api/v1/sender-pools/{id}': ['updateSenderPool', 'Change its numbers or its description.'],
  'DELETE /api/v1/sender-pools/{id}': ['deleteSenderPool', 'Delete a sender pool.'],

  'GET /api/v1/statistics': ['getStatistics', 'What became of messages, in numbers.'],
  'GET /api/v1/statistics/failures': ['getFailures', 'What failed, grouped.'],

  'GET /api/v1/error-codes': ['listErrorCodes', 'What codes mean, and what to do.'],

  'GET /api/v1/admin/queues': ['listQueues', 'Every queue as it is now.'],
  'POST /api/v1/admin/queues/{name}/pause': ['pauseQueue', 'Stop a queue.'],
  'POST /api/v1/admin/queues/{name}/resume': ['resumeQueue', 'Go on with a queue.'],
  'GET /api/v1/admin/queues/{name}/dead-letters': ['listDeadLetters', 'What a queue gave up.'],
  'POST /api/v1/admin/queues/{name}/dead-letters/replay': ['replayDeadLetters', 'Queue it again.'],
  'POST /api/v1/admin/queues/{name}/dead-letters/discard': ['discardDeadLetters', 'Delete it for good.'],
  'GET /api/v1/admin/waiting': ['listWaiting', 'Everything that waits, and where.'],
  'GET /api/v1/admin/providers': ['listProviders', 'How each provider is.'],
  'GET /api/v1/admin/routes': ['listRoutes', 'Which messages go by which accounts.'],
  'GET /api/v1/admin/paces': ['listPaces', 'How fast senders and accounts may send.'],
  'PUT /api/v1/admin/paces/{of}/{name}': ['setPace', 'Set how fast one may send.'],
  'DELETE /api/v1/admin/paces/{of}/{name}': ['removePace', 'Remove a pace that was set.'],
  'GET /api/v1/admin/provider-events': ['listUnappliedEvents', 'Provider events not applied yet.'],

  'GET /api/v1/callbacks': ['listWaitingCallbacks', "Webhooks to messages' callback_url that wait."],
  'POST /api/v1/webhook-endpoints': ['createWebhookEndpoint', 'Subscribe a URL to events.'],
  'GET /api/v1/webhook-endpoints': ['listWebhookEndpoints', 'Every subscribed URL.'],
  'GET /api/v1/webhook-endpoints/{id}': ['getWebhookEndpoint', 'One subscribed URL.'],
  'PATCH /api/v1/webhook-endpoints/{id}': ['updateWebhookEndpoint', 'Change, pause or resume it.'],
  'DELETE /api/v1/webhook-endpoints/{id}': ['deleteWebhookEndpoint', 'Delete an endpoint.'],
  'POST /api/v1/webhook-endpoints/{id}/test': ['testWebhookEndpoint', 'Send it a test event.'],
  'POST /api/v1/webhook-endpoints/{id}/rotate-secret': ['rotateWebhookSecret', 'Rotate its secret.'],
  'GET /api/v1/webhook-endpoints/{id}/deliveries': ['listWebhookDeliveries', 'Its deliveries, newest first.'],
  'POST /api/v1/webhook-endpoints/{id}/recover': ['recoverWebhooks', 'Tell it all that failed since.'],

  'POST /api/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/resend': [
    'resendWebhookDelivery',
    'Resend a delivery.',
  ],

  'POST /api/v1/webhooks/twilio': ['takeTwilioWebhook', 'A callback of Twilio.'],
  'POST /api/v1/webhooks/sendgrid': ['takeSendgridWebhook', 'Events of SendGrid.'],
  'POST /api/v1/webhooks/sendgrid/inbound': ['takeInboundMail', 'A mail from SendGrid.'],
  'POST /api/v1/webhooks/sendgrid/inbound/{secret}': ['takeInboundMailBySecret', 'A mail from SendGrid.'],
  'POST /api/v1/webhooks/{account}': ['takeAccountWebhook', 'A callback to an account by its name.'],
  'POST /api/v1/webhooks/generic/{provider}': ['takeProviderWebhook', 'A callback of any provider.'],
  'GET /api/v1/webhooks/status/{provider}': ['getWebhookStatus', 'Recent events of a provider.'],
  'GET /api/v1/unsubscribe/{token}': ['showUnsubscribe', 'A page with one button.'],
  'POST /api/v1/unsubscribe/{token}': ['unsubscribe', 'Unsubscribe (RFC 8058).'],

  'GET /api/v1/api-keys': ['listApiKeys', 'API keys, newest first.'],
  'POST /api/v1/api-keys': ['createApiKey', 'Create an API key.'],
  'PATCH /api/v1/api-keys/{id}': ['updateApiKey', 'Change an API key.'],
  'DELETE /api/v1/api-keys/{id}': ['revokeApiKey', 'Revoke an API key.'],
  'GET /api/v1/audit-events': ['listAuditEvents', 'Who changed what, newest first.'],

  'GET /api/v1/session': ['getSession', 'Who is signed in, and what that allows.'],
  'POST /api/v1/session': ['createSession', 'Sign in with an API key.'],
  'DELETE /api/v1/session': ['deleteSession', 'Sign out.'],

  'GET /': ['getRoot', 'What this is, and where to go on.'],
  'GET /health': ['getHealth', 'Whether both stores answer.'],
  'GET /live': ['getLiveness', 'Whether the process is alive.'],
  'GET /ready': ['getReadiness', 'Whether it can do its work.'],
  'GET /startup': ['getStartup', 'Whether it has started.'],
  'GET /dependencies': ['getDependencies', 'The dependencies and their state.'],
  'GET /metrics': ['getMetrics', 'What Prometheus scrapes.'],

  'POST /api/webhooks/sms': ['takeLegacySms', 'An inbound text.'],
  'POST /api/webhooks/email': ['takeLegacyEmail', 'An inbound mail.'],
  'POST /api/messages/sms': ['sendLegacySms', 'Send an SMS or MMS.'],
  'POST /api/messages/email': ['sendLegacyEmail', 'Send an email.'],
  'GET /api/conversations': ['listLegacyConversations', 'Conversations.'],
  'GET /api/conversations/{id}/messages': ['listLegacyConversationMessages', 'Messages of a conversation.'],
};
