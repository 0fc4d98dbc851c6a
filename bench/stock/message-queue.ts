import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

export const QUEUE = 'messages';

export interface MessageJob {
  messageId: string;
}

/** BullMQ takes what has a lower one first, and before that what has none. https://docs.bullmq.io/guide/jobs/prioritized */
export const BULK_PRIORITY = 10;

const JOB_OPTIONS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: 1_000,
  removeOnFail: 10_000,
};

export function redisConnection(url: string): Redis {
  // BullMQ asks for this of connections that wait for jobs.
  return new Redis(url, { maxRetriesPerRequest: null });
}

export function messageQueue(connection: Redis): Queue<MessageJob> {
  return new Queue<MessageJob>(QUEUE, { connection, defaultJobOptions: JOB_OPTIONS });
}
