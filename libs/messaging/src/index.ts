export { KeyRing, type KnownKey } from './access/key-ring.js';
export { RateLimits } from './access/rate-limits.js';
export type { Draft } from './accept/draft.js';
export { asAccepted } from './accept/as-accepted.js';
export { type IdempotencyKey, KeyReusedError } from './accept/idempotency-key.js';
export { type Accepted, Outbox, type Ready } from './accept/outbox.js';
export { Replies, type Reply } from './accept/replies.js';
export { normaliseEmail, normaliseNumber } from './addresses/normalise.js';
export { participantAsked } from './addresses/participant-asked.js';
export { channelOf, pairOf, participantOf } from './addresses/participants.js';
export { isOwnName, refusesNames, type TextParty, textParty } from './addresses/text-party.js';
export {
  ConversationSearch,
  type FoundConversation,
  type MatchedIn,
} from './conversations/conversation-search.js';
export type { CallOutcome } from './callbacks/callback-call.js';
export { CallbackDelivery } from './callbacks/callback-delivery.js';
export { CALLBACK_EVENTS } from './callbacks/callback-events.js';
export { Endpoints, TooManyEndpointsError } from './callbacks/endpoints.js';
export { accepted, refused } from './deliver/attempt-outcome.js';
export { Delivery } from './deliver/delivery.js';
export { ProviderChecks } from './deliver/provider-checks.js';
export { Settlement } from './deliver/settlement.js';
export { DueMessages } from './due/due-messages.js';
export { isHtml, textOfHtml } from './html/html-text.js';
export { TailFolding } from './index-messages/tail-folding.js';
export { type MessageJson, messageJson } from './message-json.js';
export {
  ALL_QUEUES,
  CALLBACK_QUEUE,
  MESSAGE_QUEUES,
  type MessageEntry,
  WEBHOOK_QUEUE,
  type WebhookEntry,
} from './message-queues.js';
export { MessagingModule } from './messaging.module.js';
export { KeyForgetting } from './accept/key-forgetting.js';
export { Erasure } from './privacy/erasure.js';
export { UnfinishedErasures } from './privacy/unfinished-erasures.js';
export { Preview, type Previewed } from './preview/preview.js';
export { Timelines } from './timeline/timelines.js';
export { isVerdict, Steering, type Steered, type Verdict, VERDICTS } from './steer/steering.js';
export { Attachments, type OpenAttachment } from './receive/attachments.js';
export { DueWebhooks } from './receive/due-webhooks.js';
export { StillSendingError } from './receive/stop-barrier.js';
export { UnsubscribeLinks } from './receive/unsubscribe-links.js';
export { Unsubscribes } from './receive/unsubscribes.js';
export { NotTakenError, WebhookIntake } from './receive/webhook-intake.js';
export { WebhookReplay } from './receive/webhook-replay.js';
export { parcelOf, Tracking } from './track/tracking.js';
