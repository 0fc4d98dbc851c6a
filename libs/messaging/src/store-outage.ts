import { isLasting } from '#entities';
import { QueueUnavailableError } from '#queue';

/** True for the absence of a store, which is told of once for all that waits for it: by the database, and by the queues. */
export function isStoreOutage(error: unknown): boolean {
  return error instanceof QueueUnavailableError || isLasting(error);
}
