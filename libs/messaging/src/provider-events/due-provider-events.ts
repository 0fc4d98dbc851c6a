import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isDatabaseUnavailable, ProviderEvents } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batches } from '../batches.js';
import { Tracking } from './tracking.js';
import { retryWhileDatabaseAway } from '../retry-while-database-away.js';

const LOOK_EVERY_MS = 1_000;
const BATCH = 100;
/** How long an event that was found is nobody else's. */
const HELD_SECONDS = 30;
/** Until an event that could not be applied is tried again; the pause doubles. */
export const FIRST_PAUSE_SECONDS = 5;
export const LONGEST_PAUSE_SECONDS = 3_600;

/**
 * Applies stored callbacks whose effect is missing: the process that was to do it died, their queue entry was lost, or a
 * try failed. Any number of processors may do so at once.
 */
@Injectable()
export class DueProviderEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DueProviderEvents.name);
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private readonly applying: Batches<string, void>;
  private failing = false;

  constructor(
    private readonly events: ProviderEvents,
    tracking: Tracking,
  ) {
    this.applying = new Batches({
      run: async (ids) => {
        await tracking.applyStored(ids);
        return ids.map(() => undefined);
      },
      keyOf: (id) => id,
      isOutage: isDatabaseUnavailable,
      maxSize: BATCH,
      maxInFlight: 2,
    });
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Applies a stored event, and waits while PostgreSQL is away; keeps why it could not. */
  apply(id: string): Promise<void> {
    return retryWhileDatabaseAway(() => this.tryOnce(id), this.stopping.signal);
  }

  /** One look; answers how many were due. */
  async look(): Promise<number> {
    let found = 0;
    for (;;) {
      const ids = await this.events.due(BATCH, HELD_SECONDS);
      await Promise.all(ids.map((id) => this.tryOnce(id)));
      found += ids.length;
      if (ids.length < BATCH || this.stopping.signal.aborted) return found;
    }
  }

  private async tryOnce(id: string): Promise<void> {
    try {
      await this.applying.add(id);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      const { message } = error as Error;
      const attempts = await this.events.failed(id, message, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS);
      this.logger.error({
        msg: 'a stored callback could not be applied',
        webhook_id: id,
        attempts,
        error: message,
      });
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look().then(
        () => this.back(),
        (error: Error) => this.away(error),
      );
      await sleep(LOOK_EVERY_MS * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }

  private back(): void {
    if (this.failing) this.logger.log('stored callbacks are applied again');
    this.failing = false;
  }

  private away(error: Error): void {
    if (!this.failing) this.logger.warn({ msg: 'stored callbacks wait', error: error.message });
    this.failing = true;
  }
}
