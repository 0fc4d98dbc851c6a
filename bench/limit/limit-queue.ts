import type { Redis } from 'ioredis';

export const STREAM = 'messages';
export const GROUP = 'limit';

/** Adds one entry for each message, in one round trip. */
export async function addEntries(redis: Redis, ids: string[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.xadd(STREAM, '*', 'data', JSON.stringify({ message_id: id }));
  await pipeline.exec();
}
