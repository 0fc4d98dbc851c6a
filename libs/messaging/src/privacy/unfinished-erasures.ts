import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import { ErasureReceipts, Erasures } from '#entities';
import { isStoreOutage } from '../store-outage.js';
import { Erasure } from './erasure.js';
import { ErasureRequests } from './erasure-requests.js';

const POLL_INTERVAL_MS = 5_000;
/** Before that whoever was asked for it is still at it. Two at once do no harm. */
const LEFT_AFTER_SECONDS = 15;
const WITHIN_MS = 5_000;
/** One that walks through large tables is at it for so long, and then makes room for others. */
const WALK_MS = 60_000;

/** Goes on with erasures that their api could not end: it died, Redis was away, or a message was being sent. */
@Injectable()
export class UnfinishedErasures implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(UnfinishedErasures.name);
  private readonly loop = new BackgroundLoop((signal) => this.look(LEFT_AFTER_SECONDS, signal), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'unfinished erasures cannot be completed now',
      over: 'unfinished erasures are completed again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly erasures: Erasures,
    private readonly erasure: Erasure,
    private readonly receipts: ErasureReceipts,
    private readonly requests: ErasureRequests,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One look at those that began longer ago than that. */
  async look(leftAfterSeconds: number, signal?: AbortSignal): Promise<void> {
    for (const id of await this.erasures.unfinished(leftAfterSeconds)) {
      if (signal?.aborted) return;
      await this.erasure.finish(id, WITHIN_MS);
    }
    for (const { id } of await this.receipts.unattended(leftAfterSeconds)) {
      if (signal?.aborted) return;
      await this.requests.continue(id, WALK_MS, signal);
    }
  }
}
