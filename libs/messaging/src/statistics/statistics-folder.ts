import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import { type Mark, StatisticsCounters, StatisticsEvents } from '#entities';
import { StatisticsFold } from './statistics-fold.js';
import { isStoreOutage } from '../store-outage.js';

/** Figures are as old as that, and the time that the last transactions took: ten seconds at most. */
const POLL_INTERVAL_MS = 4_000;
/** Sending comes first, and a slow store is left alone. */
const REST_PER_WORK = 2;
const MAX_REST_MS = 2_000;
/** Events after which the index is told of their pages. */
const SUMMARISE_AFTER = 20_000n;
/** How long minutes are kept. */
const MINUTES_FOR_DAYS = 32;
const FORGET_EVERY_MS = 600_000;
const FORGET_AT_ONCE = 5_000;

/**
 * Counts, behind the hot path, what became of messages: docs/decisions/0024-counters-behind-the-hot-path.md. Any number of
 * processors may do so at once; one of them does.
 */
@Injectable()
export class StatisticsFolder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(StatisticsFolder.name);
  private readonly loop = new BackgroundLoop((signal) => this.step(signal), {
    everyMs: POLL_INTERVAL_MS,
    restPerWork: REST_PER_WORK,
    maxRestMs: MAX_REST_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'statistics cannot be counted now; nothing is lost, they will be counted later',
      over: 'statistics are being counted again',
    }),
    isToldElsewhere: isStoreOutage,
  });
  /** What is being counted up to. */
  private mark: Mark | null = null;
  private summarisedTo = 0n;
  private forgotAt = -Infinity;

  constructor(
    private readonly fold: StatisticsFold,
    private readonly events: StatisticsEvents,
    private readonly counters: StatisticsCounters,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async step(signal: AbortSignal): Promise<NextStep | void> {
    if (this.mark === null && (await this.isDue())) this.mark = await this.fold.mark(signal);
    if (this.mark !== null) {
      await this.summarise(this.mark);
      if (await this.fold.next(this.mark)) return { inMs: 0 };
      this.mark = null;
    }
    await this.forgetOld();
  }

  /** Another processor may have done it just now. */
  private async isDue(): Promise<boolean> {
    const { ageMs } = await this.counters.progress();
    return ageMs === null || ageMs >= POLL_INTERVAL_MS / 2;
  }

  /** While the table is vacuumed this is left for later: it is a matter of speed. */
  private async summarise({ id }: Mark): Promise<void> {
    if (BigInt(id) - this.summarisedTo < SUMMARISE_AFTER) return;
    this.summarisedTo = BigInt(id);
    await this.events
      .summarise()
      .catch((error: Error) =>
        this.logger.debug({ msg: 'the index of events knows its last pages later', error: error.message }),
      );
  }

  private async forgetOld(): Promise<void> {
    if (performance.now() - this.forgotAt < FORGET_EVERY_MS) return;
    const forgotten = await this.counters.forget(MINUTES_FOR_DAYS, FORGET_AT_ONCE);
    if (forgotten < FORGET_AT_ONCE) this.forgotAt = performance.now();
  }
}
