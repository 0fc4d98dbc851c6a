export { hashOfApiKey, hintOfApiKey, newApiKeySecret } from './api-key-secret.js';
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
} from './repositories/api-keys.js';
export { type AttachmentFacts, Attachments } from './repositories/attachments.js';
export { AttemptMatches } from './repositories/attempt-matches.js';
export { type ConsentChange, Consents } from './repositories/consents.js';
export {
  type ConversationFilter,
  ConversationLists,
  type ConversationPage,
} from './repositories/conversation-lists.js';
export { type ConversationMatch, ConversationMatches } from './repositories/conversation-matches.js';
export { ConversationMessages } from './repositories/conversation-messages.js';
export { type ConversationFigures, ConversationStatistics } from './repositories/conversation-statistics.js';
export {
  type ConversationChange,
  Conversations,
  type NewConversation,
} from './repositories/conversations.js';
export type { CurrentConversation } from './repositories/current-conversation.js';
export { CallbackLog, type CallbackRecord } from './repositories/callback-log.js';
export {
  type CallbackClaim,
  type CallbackEnd,
  type CallbackRequest,
  Callbacks,
  type PausedEndpoint,
} from './repositories/callbacks.js';
export { type CallbackRoom, DueCallbacks } from './repositories/due-callbacks.js';
export { type DueRow, DueRows } from './repositories/due-rows.js';
export { type ErasureBegin, Erasures, type EventNames } from './repositories/erasures.js';
export { IdempotencyKeys, type KeptRequest } from './repositories/idempotency-keys.js';
export { InboundMessages, type NewInbound, type StoredAttachment } from './repositories/inbound-messages.js';
export {
  type Bar,
  type Claim,
  type ClaimRequest,
  type Claims,
  type Lease,
  MessageClaims,
} from './repositories/message-claims.js';
export {
  type KeyedRequest,
  MessageIntake,
  type NewMessage,
  type StoredMessage,
} from './repositories/message-intake.js';
export type { MessageFilter } from './repositories/message-list-query.js';
export { MessageLists, type MessagePage } from './repositories/message-lists.js';
export { type AttemptEnd, MessageMoves, type Move } from './repositories/message-moves.js';
export { type MessageAttachment, MessageAttachments } from './repositories/message-attachments.js';
export { MessageTail } from './repositories/message-tail.js';
export { type MessageHead, Messages, type MessageSlice } from './repositories/messages.js';
export {
  type NewSuppression,
  type Suppression,
  SUPPRESSION_REASONS,
  type SuppressionFilter,
  type SuppressionReason,
  Suppressions,
} from './repositories/suppressions.js';
export { EVENTS_AT_ONCE, type Followed, TimelineReader } from './repositories/timeline-reader.js';
export { SuppressedAddresses } from './repositories/suppressed-addresses.js';
export {
  type EndpointChange,
  type EndpointStatus,
  type WebhookEndpoint,
  WebhookEndpoints,
} from './repositories/webhook-endpoints.js';
export {
  type EventNote,
  type EventPosition,
  type EventStatistics,
  type EventTarget,
  type RecordAs,
  type StoredEvent,
  WebhookEvents,
} from './repositories/webhook-events.js';
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
