import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import { isDatabaseUnavailable, ProviderEvents } from '#entities';
import { Batcher } from '../batcher.js';
import { Tracking } from './tracking.js';
import { DatabaseRetries } from '../database-retries.js';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 1_000;
const BATCH = 100;
/** How long an event that was found is nobody else's. */
const HELD_SECONDS = 30;
/** Until an event that could not be applied is tried again; the pause doubles. */
export const FIRST_PAUSE_SECONDS = 5;
export const MAX_PAUSE_SECONDS = 3_600;

/**
 * Applies stored callbacks whose effect is missing: the process that was to do it died, their queue entry was lost, or a
 * try failed. Any number of processors may do so at once.
 */
@Injectable()
export class DueProviderEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DueProviderEvents.name);
  private readonly applying: Batcher<string, void>;
  private readonly loop = new BackgroundLoop((signal) => this.look(signal), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'stored provider events wait',
      over: 'stored provider events are applied again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly events: ProviderEvents,
    private readonly database: DatabaseRetries,
    tracking: Tracking,
  ) {
    this.applying = new Batcher({
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
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Applies a stored event, and waits while PostgreSQL is away; keeps why it could not. */
  apply(id: string): Promise<void> {
    return this.database.run(() => this.tryOnce(id));
  }

  private async look(signal: AbortSignal): Promise<void> {
    let found: number;
    do {
      const ids = await this.events.due(BATCH, HELD_SECONDS);
      await Promise.all(ids.map((id) => this.tryOnce(id)));
      found = ids.length;
    } while (found === BATCH && !signal.aborted);
  }

  private async tryOnce(id: string): Promise<void> {
    try {
      await this.applying.add(id);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      const { message } = error as Error;
      const attempts = await this.events.failed(id, message, FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS);
      this.logger.error({
        msg: 'a stored provider event could not be applied',
        webhook_id: id,
        attempts,
        error: message,
      });
    }
  }
}
