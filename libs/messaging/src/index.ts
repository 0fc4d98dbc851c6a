export type { Draft } from './accept/draft.js';
export { Outbox } from './accept/outbox.js';
export { accepted, refused } from './deliver/attempt-outcome.js';
export { Delivery } from './deliver/delivery.js';
export { Settlement } from './deliver/settlement.js';
export { DueMessages } from './due/due-messages.js';
export { ALL_QUEUES, MESSAGE_QUEUES, type MessageEntry, WEBHOOK_QUEUE } from './message-queues.js';
export { MessagingModule } from './messaging.module.js';
export { Tracking } from './track/tracking.js';
