import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import { MessageTail } from '#entities';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 1_000;
/** So few that nobody who wants one of their conversations waits for long. */
const BATCH = 500;
/** Sending comes first, and a slow store is left alone. */
const REST_PER_WORK = 2;
const MAX_REST_MS = 2_000;
const CLEAN_AFTER = 20_000;

/**
 * Moves accepted messages from the tail into the index by which they are found, and into their conversations'
 * counters, behind the hot path. Any number of processors may do so at once; readers are exact without it.
 */
@Injectable()
export class SearchIndexer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SearchIndexer.name);
  private readonly loop = new BackgroundLoop(() => this.fold(), {
    everyMs: POLL_INTERVAL_MS,
    restPerWork: REST_PER_WORK,
    maxRestMs: MAX_REST_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'messages cannot be indexed now; lists and searches still find them',
      over: 'messages are being indexed again',
    }),
    isToldElsewhere: isStoreOutage,
  });
  private sinceCleaned = 0;

  constructor(private readonly tail: MessageTail) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /**
   * A batch that was not full was the last; or others had what was missing, and it waits for the next look. Then there is
   * time for what an older version has indexed.
   */
  private async fold(): Promise<NextStep | void> {
    const taken = await this.tail.fold(BATCH);
    this.sinceCleaned += taken;
    if (this.sinceCleaned >= CLEAN_AFTER) {
      this.sinceCleaned = 0;
      await this.tail.clean();
    }
    if (taken === BATCH || (await this.tail.complete(BATCH)) > 0) return { inMs: 0 };
  }
}
