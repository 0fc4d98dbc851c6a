export { ApiError, ConnectionError, type Problem } from './api-error.js';
export { type ClientOptions, createClient, type SendstreamClient } from './create-client.js';
export type { ConversationFilter } from './conversations.js';
export type { MessageFilter, SendOptions } from './messages.js';
export type { components, operations, paths } from './schema.js';
export type { SuppressionFilter } from './suppressions.js';
export {
  type ReceivedWebhook,
  verifyWebhook,
  type WebhookEvent,
  WebhookVerificationError,
} from './verify-webhook.js';
