export { QueueAdmin, type QueueConsumerState, type QueuePosition, type QueueStats } from './queue-admin.js';
export type { FoundEntry } from './entry-search.js';
export { momentOf, queueState, type QueueState } from './queue-state.js';
export type { ConsumerHold } from './consumer-hold.js';
export { QueueProducer } from './queue-producer.js';
export { PauseNotObeyedError, PoisonError, QueueUnavailableError, TransientError } from './queue-errors.js';
export {
  GuardCounters,
  type GuardCounter,
  type GuardRequest,
  type GuardVerdict,
  type StoppedPrefix,
} from './guard/guard-counters.js';
export { LocalShare } from './pace/local-share.js';
export { type PaceAnswer, PaceBuckets, type PaceRequest, type Rate } from './pace/pace-buckets.js';
export { RateCounter, type TokenGrant } from './rate-counter.js';
export type { DeadEntry } from './dead-letters.js';
export { DEFAULT_GROUP } from './queue-keys.js';
export { masterOf } from './redis/sentinel-watch.js';
export { RedisLink } from './redis/redis-link.js';
export { requireUsableRedis } from './redis/usable-redis.js';
export type { QueueHealth } from './consumer/queue-health.js';
export { QueueContext } from './consumer/queue-context.js';
export { QueueHandler } from './nest/queue-handler.decorator.js';
export { QueueModule } from './nest/queue.module.js';
export { RedisStreamsServer } from './nest/redis-streams-server.js';
