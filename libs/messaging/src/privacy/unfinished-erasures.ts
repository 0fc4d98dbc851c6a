import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Erasures } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';
import { Erasure } from './erasure.js';

const LOOK_EVERY_MS = 5_000;
/** Before that whoever was asked for it is still at it. Two at once do no harm. */
const LEFT_AFTER_SECONDS = 15;
const WITHIN_MS = 5_000;

/** Goes on with erasures that their api could not end: it died, Redis was away, or a message was being sent. */
@Injectable()
export class UnfinishedErasures implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(UnfinishedErasures.name);
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly erasures: Erasures,
    private readonly erasure: Erasure,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One look at those that began longer ago than that. */
  async look(leftAfterSeconds = LEFT_AFTER_SECONDS): Promise<void> {
    for (const id of await this.erasures.unfinished(leftAfterSeconds)) {
      if (this.stopping.signal.aborted) return;
      await this.erasure.finish(id, WITHIN_MS);
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look().catch((error: Error) =>
        this.logger.debug({ msg: 'erasures wait', error: error.message }),
      );
      await sleep(LOOK_EVERY_MS * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}
