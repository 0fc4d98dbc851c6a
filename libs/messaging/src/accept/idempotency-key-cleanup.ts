import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { IdempotencyKeys } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 60_000;
const BATCH = 1_000;

/** Deletes the idempotency keys whose time is over. Until then they are in nobody's way: a reader minds their age. */
@Injectable()
export class IdempotencyKeyCleanup implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(IdempotencyKeyCleanup.name);
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: ServiceSettings,
    private readonly keys: IdempotencyKeys,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Answers how many there were. */
  async forgetAll(): Promise<number> {
    let forgotten = 0;
    for (let some = BATCH; some === BATCH && !this.stopping.signal.aborted; forgotten += some)
      some = await this.keys.forget(this.settings.idempotencyKeySeconds, BATCH);
    return forgotten;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.forgetAll().catch((error: Error) =>
        this.logger.debug({ msg: 'old idempotency keys stay for now', error: error.message }),
      );
      await sleep(LOOK_EVERY_MS * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}
