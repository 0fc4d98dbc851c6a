import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog, ServiceSettings } from '#config';
import { IdempotencyKeys } from '#entities';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 60_000;
const BATCH = 1_000;

/** Deletes the idempotency keys whose time is over. Until then they are in nobody's way: a reader minds their age. */
@Injectable()
export class IdempotencyKeyCleanup implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(IdempotencyKeyCleanup.name);
  private readonly loop = new BackgroundLoop((signal) => this.forgetAll(signal).then(() => undefined), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'old idempotency keys cannot be deleted now',
      over: 'old idempotency keys are deleted again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly settings: ServiceSettings,
    private readonly keys: IdempotencyKeys,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Answers how many there were. */
  async forgetAll(signal?: AbortSignal): Promise<number> {
    let forgotten = 0;
    for (let some = BATCH; some === BATCH && !signal?.aborted; forgotten += some)
      some = await this.keys.forget(this.settings.idempotencyKeySeconds, BATCH);
    return forgotten;
  }
}
