export {
  ApiKeyActions,
  type ChangeOrigin,
  KeyNameTakenError,
  UnmaskableScopesError,
} from './access/api-key-actions.js';
export { ApiKeyCache, type KnownKey } from './access/api-key-cache.js';
export { faultOfKeyName } from './access/api-key-name.js';
export { AuditRetention } from './access/audit-retention.js';
export { AuditTrail } from './access/audit-trail.js';
export { ConsoleSessions, isCsrfTokenOf, SESSION_LIFE_MS } from './access/console-sessions.js';
export { RateLimits } from './access/rate-limits.js';
export type { Draft } from './accept/draft.js';
export { type IdempotencyKey, KeyReusedError } from './accept/idempotency-key.js';
export { type AcceptResult, Outbox } from './accept/outbox.js';
export { Replies } from './accept/replies.js';
export { normaliseEmail, normaliseNumber } from './addresses/normalise.js';
export { parseParticipantFilter } from './addresses/participant-filter.js';
export { channelOf, pairOf, participantOf } from './addresses/participants.js';
export {
  isAlphanumericSender,
  isPool,
  poolAddress,
  refusesNames,
  textParty,
} from './addresses/text-party.js';
export {
  ConversationSearch,
  type FoundConversation,
  type MatchedIn,
} from './conversations/conversation-search.js';
export type { CallOutcome } from './webhooks/webhook-call.js';
export { WebhookDelivery } from './webhooks/webhook-delivery.js';
export { WEBHOOK_EVENTS } from './webhooks/webhook-events.js';
export { Endpoints, TooManyEndpointsError } from './webhooks/endpoints.js';
export { accepted, refused } from './deliver/attempt-outcome.js';
export { Delivery } from './deliver/delivery.js';
export { ProviderChecks } from './deliver/provider-checks.js';
export { ServiceDependencies } from './deliver/service-dependencies.js';
export { ProviderGates } from './deliver/provider-gates.js';
export { Settlement } from './deliver/settlement.js';
export { DueMessages } from './due/due-messages.js';
export { useOf } from './guard/budget-use.js';
export { Guard } from './guard/guard.js';
export { GUARD_RULES, type GuardRefusal } from './guard/guard-refusal.js';
export type { GuardRules } from './guard/guard-rules.js';
export { isHtml, textOfHtml } from './html/html-text.js';
export { parseMessageSearch } from './search-index/message-search.js';
export {
  BulkActionService,
  type BulkPreview,
  type BulkRequest,
  TooManyBulkActionsError,
} from './bulk-actions/bulk-action-service.js';
export { beginOf, endOf, lengthOf, piecesOf } from './buckets/bucket-times.js';
export { CostFold } from './costs/cost-fold.js';
export { CostSums } from './costs/cost-sums.js';
export { StatisticsFold } from './statistics/statistics-fold.js';
export { type MessageJson, messageJson } from './message-json.js';
export {
  ALL_QUEUES,
  CALLBACK_QUEUE,
  laneOfQueue,
  LANES,
  MESSAGE_QUEUES,
  type MessageEntry,
  QUEUE_TYPES,
  queueOfLane,
  WEBHOOK_QUEUE,
  wordsOfEntry,
} from './message-queues.js';
export { MessagingModule } from './messaging.module.js';
export { IdempotencyKeyCleanup } from './accept/idempotency-key-cleanup.js';
export { Erasure } from './privacy/erasure.js';
export { EXPORT_PARTS, type ExportPage, type ExportPlace, PersonExport } from './privacy/person-export.js';
export { RetentionWork } from './privacy/retention-work.js';
export { ErasureRequests } from './privacy/erasure-requests.js';
export { UnfinishedErasures } from './privacy/unfinished-erasures.js';
export { type MessageDetails, MessageDetailsReader } from './message-details/message-details.js';
export { messageOfEntry } from './queues/message-of-entry.js';
export { type QueueWaiting, type WaitingNow, WaitingOverview } from './queues/waiting.js';
export { type ProviderState, ProviderStates } from './deliver/provider-states.js';
export { countryOfPrefix } from './routes/country-of.js';
export { bucketOf, type KnownPace, PaceTable } from './pace/pace-table.js';
export { Preview } from './preview/preview.js';
export { ChosenSenders } from './senders/chosen-senders.js';
export { KnownPools } from './senders/known-pools.js';
export { RouteTable } from './routes/route-table.js';
export { Timelines } from './timeline/timelines.js';
export {
  isManualStatus,
  MessageActions,
  type ActionResult,
  MANUAL_STATUSES,
} from './message-actions/message-actions.js';
export { Attachments, type OpenAttachment } from './provider-events/attachments.js';
export { DueProviderEvents } from './provider-events/due-provider-events.js';
export { StillSendingError } from './suppressions/stop-barrier.js';
export { UnsubscribeLinks } from './suppressions/unsubscribe-links.js';
export { Unsubscribes } from './suppressions/unsubscribes.js';
export { EventNotStoredError, ProviderEventIntake } from './provider-events/provider-event-intake.js';
export { ProviderEventReplay } from './provider-events/provider-event-replay.js';
export { eventBatchOf } from './provider-events/event-batch.js';
export { Tracking } from './provider-events/tracking.js';
