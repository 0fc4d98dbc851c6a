export { ApiError, ConnectionError, type Problem } from './api-error.js';
export { type ClientOptions, createClient, type SendstreamClient } from './create-client.js';
export type { ConversationFilter } from './conversations.js';
export type { MessageFilter, SendOptions } from './messages.js';
export { answerOf, type Operations, type Schemas } from './operations.js';
export type { components, operations, paths } from './schema.js';
export type { SuppressionFilter } from './suppressions.js';
