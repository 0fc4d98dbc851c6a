import { Injectable } from '@nestjs/common';
import { Database } from '#entities';
import { ALL_QUEUES } from '#messaging';
import { databaseCheck, readiness, redisCheck, singleFlight } from '#observability';
import { QueueProducer } from '#queue';

/** Not at all: who asks after a fault has to hear of it. */
export const CACHE_MS = 0;

/** Whether PostgreSQL answers and Redis takes writes, asked once for everybody who wants to know meanwhile. */
@Injectable()
export class Stores {
  /** A lost Redis only degrades: messages are still accepted, and queued when it is back. */
  readonly check = singleFlight(CACHE_MS, () =>
    readiness([
      databaseCheck(this.database),
      redisCheck(() => this.queue.checkWritable(ALL_QUEUES), { required: false }),
    ]),
  );

  constructor(
    private readonly database: Database,
    private readonly queue: QueueProducer,
  ) {}
}
