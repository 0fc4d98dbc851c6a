export { QueueAdmin, type QueuePosition, type QueueStats } from './queue-admin.js';
export type { HeldBack } from './held-back.js';
export { QueueProducer, type AddOptions, type QueueItem } from './queue-producer.js';
export {
  PoisonError,
  QueueUnavailableError,
  TransientError,
  type TransientErrorOptions,
} from './queue-errors.js';
export { RateCounter, type Taken } from './rate-counter.js';
export type { DeadEntry } from './dead-letters.js';
export type { Retention } from './retention.js';
export { DEFAULT_GROUP } from './queue-keys.js';
export { requireRedisDatabase } from './redis/redis-database.js';
export { RedisTooOldError } from './redis/redis-version.js';
export type { QueueHealth, QueueState } from './consumer/queue-health.js';
export { QueueContext, type QueueHeaders } from './nest/queue-context.js';
export { QUEUE_TRANSPORT, QueueHandler } from './nest/queue-handler.decorator.js';
export { QueueModule, type QueueModuleAsyncOptions, type QueueModuleOptions } from './nest/queue.module.js';
export {
  RedisStreamsServer,
  type QueueOptions,
  type RedisStreamsOptions,
} from './nest/redis-streams-server.js';
