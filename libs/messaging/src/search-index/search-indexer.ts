import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { MessageTail } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 1_000;
/** So few that nobody who wants one of their conversations waits for long. */
const BATCH = 500;
/** A batch is followed by a pause that long in its own lengths: sending comes first, and a slow store is left alone. */
const PAUSE_PER_WORK = 2;
const LONGEST_PAUSE_MS = 2_000;
const CLEAN_AFTER = 20_000;

/**
 * Moves accepted messages from the tail into the index by which they are found, and into their conversations'
 * counters, behind the hot path. Any number of processors may do so at once; readers are exact without it.
 */
@Injectable()
export class SearchIndexer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SearchIndexer.name);
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private failing = false;
  private sinceCleaned = 0;

  constructor(private readonly tail: MessageTail) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.foldSafely();
      await this.pause(LOOK_EVERY_MS * (0.75 + Math.random() / 2));
    }
  }

  private async foldSafely(): Promise<void> {
    try {
      await this.foldAll();
      if (this.failing) this.logger.log('messages are indexed again');
      this.failing = false;
    } catch (error) {
      const msg = 'messages cannot be indexed now; they stay in the tail, where they are found as well';
      if (!this.failing) this.logger.warn({ msg, error: (error as Error).message });
      this.failing = true;
    }
  }

  private async foldAll(): Promise<void> {
    let taken: number;
    do {
      const started = performance.now();
      taken = await this.tail.fold(BATCH);
      this.sinceCleaned += taken;
      if (this.sinceCleaned >= CLEAN_AFTER) await this.clean();
      if (taken > 0)
        await this.pause(Math.min((performance.now() - started) * PAUSE_PER_WORK, LONGEST_PAUSE_MS));
      // A batch that was not full was the last; or others had what was missing, and it waits for the next look.
    } while (taken === BATCH && !this.stopping.signal.aborted);
  }

  private async clean(): Promise<void> {
    this.sinceCleaned = 0;
    await this.tail.clean();
  }

  private async pause(length: number): Promise<void> {
    await sleep(length, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
