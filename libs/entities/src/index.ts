export { hashOfApiKey, hintOfApiKey, newApiKeySecret } from './access/api-key-secret.js';
export { connect, dataSourceOptions, migrate } from './data-source.js';
export { type Connection, Database, type Statement } from './database.js';
export { databaseTrouble, isConflict, isDatabaseUnavailable } from './database-unavailable.js';
export { EntitiesModule } from './entities.module.js';
export { isProviderIdTaken } from './provider-id-taken.js';
export {
  API_SCOPES,
  type ApiKeyRow,
  ApiKeys,
  type ApiScope,
  type LivingApiKey,
  type NewApiKey,
} from './access/api-keys.js';
export { csrfTokenOf, hashOfSession, newSessionSecret } from './access/session-secret.js';
export { type LivingSession, type NewSession, Sessions } from './access/sessions.js';
export { type AttachmentFacts, Attachments } from './messages/attachments.js';
export { AttemptMatches } from './messages/attempt-matches.js';
export { type ConsentChange, Consents } from './suppressions/consents.js';
export {
  type ConversationFilter,
  ConversationLists,
  type ConversationPage,
} from './conversations/conversation-lists.js';
export { type ConversationMatch, ConversationMatches } from './conversations/conversation-matches.js';
export { ConversationMessages } from './conversations/conversation-messages.js';
export { type ConversationFigures, ConversationStatistics } from './conversations/conversation-statistics.js';
export {
  type ConversationChange,
  Conversations,
  type NewConversation,
} from './conversations/conversations.js';
export type { CurrentConversation } from './conversations/current-conversation.js';
export { WebhookLog, type WebhookRecord } from './webhooks/webhook-log.js';
export {
  type WebhookClaim,
  type WebhookEnd,
  type WebhookClaimRequest,
  Webhooks,
  type PausedEndpoint,
} from './webhooks/webhooks.js';
export { type WebhookRoom, DueWebhookRows } from './webhooks/due-webhook-rows.js';
export { type DueRow, DueMessageRows } from './messages/due-message-rows.js';
export { type ErasureBegin, Erasures, type EventNames } from './privacy/erasures.js';
export { IdempotencyKeys, type KeptRequest } from './messages/idempotency-keys.js';
export {
  InboundMessages,
  type NewInbound,
  type StoredAttachment,
} from './provider-events/inbound-messages.js';
export {
  type Bar,
  type Claim,
  type ClaimRequest,
  type Claims,
  type Lease,
  MessageClaims,
} from './messages/message-claims.js';
export {
  type KeyedRequest,
  MessageIntake,
  type NewMessage,
  type StoredMessage,
} from './messages/message-intake.js';
export type { MessageFilter } from './messages/message-list-query.js';
export { MessageLists, type MessagePage } from './messages/message-lists.js';
export { type AttemptEnd, MessageMoves, type Move } from './messages/message-moves.js';
export { type MessageAttachment, MessageAttachments } from './messages/message-attachments.js';
export { MessageTail } from './search-index/message-tail.js';
export { type MessageHead, Messages, type MessageSlice } from './messages/messages.js';
export {
  type NewSuppression,
  type Suppression,
  SUPPRESSION_REASONS,
  type SuppressionFilter,
  type SuppressionReason,
  Suppressions,
} from './suppressions/suppressions.js';
export { EVENTS_AT_ONCE, type Followed, TimelineReader } from './messages/timeline-reader.js';
export { SuppressedAddresses } from './suppressions/suppressed-addresses.js';
export {
  type EndpointChange,
  type EndpointStatus,
  type WebhookEndpoint,
  WebhookEndpoints,
} from './webhooks/webhook-endpoints.js';
export {
  type EventNote,
  type EventPosition,
  type EventStatistics,
  type EventTarget,
  type RecordAs,
  type StoredEvent,
  ProviderEvents,
} from './provider-events/provider-events.js';
export {
  Conversation,
  type ConversationChannel,
  type ConversationStatus,
  type ConversationType,
} from './tables/conversation.entity.js';
export {
  Message,
  type MessageError,
  type MessageOptions,
  type MessageType,
} from './tables/message.entity.js';
export { MessageEvent } from './tables/message-event.entity.js';
export {
  isFinal,
  MESSAGE_STATUSES,
  type MessageStatus,
  openStatuses,
  sourcesOf,
} from './tables/message-status.js';
export { type AttemptOutcome, SendAttempt } from './tables/send-attempt.entity.js';
export { WebhookEvent } from './tables/webhook-event.entity.js';
