export { hashOfApiKey, hintOfApiKey, newApiKeySecret } from './access/api-key-secret.js';
export { connect, dataSourceOptions, requireSchema } from './data-source.js';
export { migrate } from './migrate.js';
export { prepareRole, roleStatements } from './connection/role-statements.js';
export { openDatabase } from './schema-state.js';
export { type Connection, Database, type Statement } from './database.js';
export { describeOutage, isLasting, isConflict, isDatabaseUnavailable } from './database-unavailable.js';
export { EntitiesModule } from './entities.module.js';
export { isProviderIdTaken } from './provider-id-taken.js';
export {
  API_SCOPES,
  type ApiKeyChange,
  type ApiKeyRow,
  ApiKeys,
  type ApiScope,
  type ActiveApiKey,
  isKeyNameTaken,
} from './access/api-keys.js';
export {
  type AuditActor,
  AUDIT_ACTORS,
  type AuditEvent,
  AuditEvents,
  type AuditFilter,
  type NewAuditEvent,
} from './access/audit-events.js';
export { csrfTokenOf, hashOfSession, newSessionSecret } from './access/session-secret.js';
export { type LivingSession, Sessions } from './access/sessions.js';
export {
  COST_STEPS,
  CostCounters,
  type CostKey,
  type CostRow,
  type SpendingRow,
} from './costs/cost-counters.js';
export { CostEvents, type CostTally } from './costs/cost-events.js';
export {
  COST_GROUPS,
  type CostGroup,
  type CostGrouping,
  type CostQuestion,
  CostReader,
  type CostSums,
} from './costs/cost-reader.js';
export { type BudgetNotice, type BudgetState, KeySpending } from './costs/key-spending.js';
export { MessagePrices, type NewPrice, type ToldPrice } from './costs/message-prices.js';
export { PriceReceipts } from './costs/price-receipts.js';
export { type PriceWindow, PriceWindows } from './costs/price-windows.js';
export type { KeyGuard } from './access/key-guard.js';
export { Attachments } from './messages/attachments.js';
export {
  BULK_ACTIONS,
  type BulkAction,
  type BulkActionKind,
  BulkActions,
  type RunningBulkAction,
} from './bulk-actions/bulk-actions.js';
export { type BulkEffect, BulkEffects, type LeftOut } from './bulk-actions/bulk-effects.js';
export { AttemptMatches } from './messages/attempt-matches.js';
export { type ConsentChange, Consents } from './suppressions/consents.js';
export { type ConversationFilter, ConversationLists } from './conversations/conversation-lists.js';
export { type ConversationMatch, ConversationMatches } from './conversations/conversation-matches.js';
export { ConversationMessages } from './conversations/conversation-messages.js';
export { type ConversationFigures, ConversationStatistics } from './conversations/conversation-statistics.js';
export { Conversations, type NewConversation } from './conversations/conversations.js';
export { type LatestMessage, LatestMessages } from './conversations/latest-messages.js';
export type { CurrentConversation } from './conversations/current-conversation.js';
export {
  type CallbackPosition,
  type WaitingCallback,
  WaitingCallbacks,
} from './webhooks/waiting-callbacks.js';
export { WEBHOOK_STATUSES, WebhookLog, type WebhookRecord } from './webhooks/webhook-log.js';
export {
  type WebhookClaim,
  type WebhookResult,
  type WebhookClaimRequest,
  Webhooks,
} from './webhooks/webhooks.js';
export { type WebhookCapacity, DueWebhookRows } from './webhooks/due-webhook-rows.js';
export { type AskedLane, type DueRow, DueMessageRows } from './messages/due-message-rows.js';
export { AddressExport, type ToldEvent } from './privacy/address-export.js';
export { AddressMessages } from './privacy/address-messages.js';
export { type AddressPattern, addressPattern } from './privacy/address-pattern.js';
export { AddressRemnants } from './privacy/address-remnants.js';
export { AddressSweep, type SweptTable } from './privacy/address-sweep.js';
export {
  type ErasureCounts,
  type ErasureKind,
  type ErasureReceipt,
  ErasureReceipts,
  type RunningErasure,
} from './privacy/erasure-receipts.js';
export { RestoredMessages } from './messages/restored-messages.js';
export { RetentionProgress } from './privacy/retention-progress.js';
export { RetentionRows, type RetentionWalk } from './privacy/retention-rows.js';
export { ErasedTraces, type EventIds } from './privacy/erased-traces.js';
export { Erasures } from './privacy/erasures.js';
export { IdempotencyKeys, type StoredRequest } from './messages/idempotency-keys.js';
export { InboundMessages, type NewInbound } from './provider-events/inbound-messages.js';
export { type BlockReason, type Claim, type ClaimRequest, MessageClaims } from './messages/message-claims.js';
export {
  type KeyedRequest,
  MessageIntake,
  type NewMessage,
  type StoredMessage,
} from './messages/message-intake.js';
export { destinationOf, readDestination } from './messages/destination.js';
export type { MessageFilter, MessageSearch } from './messages/message-filter.js';
export { MessageLists } from './messages/message-lists.js';
export { MessageScan } from './messages/message-scan.js';
export { MessageSources } from './messages/message-sources.js';
export { MessageSchedule } from './messages/message-schedule.js';
export { Paces, type StoredPace } from './pace/paces.js';
export { PacedMessageGroups, type PacedMessages } from './pace/paced-messages.js';
export { PacedTurns } from './pace/paced-turns.js';
export { type PacedAttempt, PaceWaits } from './pace/pace-waits.js';
export { WAITS_FOR_PACE } from './tables/attempt-outcome.js';
export { type Reroute, Reroutes } from './routes/reroutes.js';
export { type AttemptResult, MessageMoves, type Move, type MovedRow } from './messages/message-moves.js';
export { type MessageAttachment, MessageAttachments } from './messages/message-attachments.js';
export { MessageTail } from './search-index/message-tail.js';
export { type MessageHead, Messages } from './messages/messages.js';
export {
  type NewSuppression,
  type Suppression,
  SUPPRESSION_REASONS,
  type SuppressionFilter,
  type SuppressionReason,
  Suppressions,
} from './suppressions/suppressions.js';
export { choiceKey, SenderChoices, type SenderWish } from './senders/sender-choices.js';
export {
  PoolNameTakenError,
  type PoolNumber,
  PoolNumbersTakenError,
  type SenderPool,
  SenderPools,
} from './senders/sender-pools.js';
export { type SilentMessage, SilentMessages } from './provider-events/silent-messages.js';
export { type Waiting, WaitingPlaces, type WaitingWebhooks } from './queues/waiting-places.js';
export {
  MessageFacts,
  type MessageFactsRow,
  type RecordedAttempt,
  type RecordedProviderEvent,
  type RecordedWebhook,
} from './messages/message-facts.js';
export { EVENTS_AT_ONCE, TimelineReader } from './messages/timeline-reader.js';
export { countBelow, type Latency, LATENCY_BOUNDS, latencyOf } from './statistics/latency-buckets.js';
export {
  type CounterKey,
  type CounterRow,
  type Facet,
  type FailureKey,
  type FailureRow,
  STATISTICS_STEPS,
  type StatisticsBucket,
  StatisticsCounters,
  type StatisticsStep,
} from './statistics/statistics-counters.js';
export { type Counted, type Mark, StatisticsEvents, type Tally } from './statistics/statistics-events.js';
export {
  type CountedGroup,
  type FailureGroup,
  type FailureGrouping,
  type FailureQuestion,
  STATISTICS_GROUPS,
  type Statistics,
  type StatisticsGrouping,
  type StatisticsPiece,
  type StatisticsQuestion,
  StatisticsReader,
} from './statistics/statistics-reader.js';
export { SuppressedAddresses } from './suppressions/suppressed-addresses.js';
export { type WebhookEndpoint, WebhookEndpoints } from './webhooks/webhook-endpoints.js';
export { type EventNote, type EventTarget, EventTargets } from './provider-events/event-targets.js';
export {
  type EventStatistics,
  ProviderEventStatistics,
} from './provider-events/provider-event-statistics.js';
export { type UnappliedEvent, UnappliedEvents } from './provider-events/unapplied-events.js';
export { type RecordAs, type StoredEvent, ProviderEvents } from './provider-events/provider-events.js';
export type { ConversationChannel, ConversationStatus, ConversationType } from './tables/conversation.js';
export {
  type Lane,
  Message,
  MESSAGE_PRIORITIES,
  MESSAGE_TYPES,
  type MessageError,
  type MessageOptions,
  type MessagePriority,
  type RefusalKind,
  type Refusals,
  type MessageType,
} from './tables/message.entity.js';
export { MessageEvent } from './tables/message-event.entity.js';
export { isFinal, MESSAGE_STATUSES, type MessageStatus, openStatuses } from './tables/message-status.js';
