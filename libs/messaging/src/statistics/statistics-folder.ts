import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Mark, StatisticsCounters, StatisticsEvents } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';
import { StatisticsFold } from './statistics-fold.js';

/** Figures are as old as that, and the time that the last transactions took: ten seconds at most. */
const LOOK_EVERY_MS = 4_000;
/** How often it is asked whether the transactions have ended that write events. */
const ASK_EVERY_MS = 50;
/** A batch is followed by a pause that long in its own lengths: sending comes first, and a slow store is left alone. */
const PAUSE_PER_WORK = 2;
const LONGEST_PAUSE_MS = 2_000;
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
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private failing = false;
  private summarisedTo = 0n;
  private forgotAt = -Infinity;

  constructor(
    private readonly fold: StatisticsFold,
    private readonly events: StatisticsEvents,
    private readonly counters: StatisticsCounters,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Counts all that was committed before this was called. `hurried`: without leaving the store to others in between. */
  async foldAll(hurried = false): Promise<void> {
    const mark = await this.events.mark();
    await this.summarise(mark);
    if (!(await this.isWritten())) return;
    let more: boolean;
    do {
      const started = performance.now();
      more = await this.fold.next(mark);
      if (more && !hurried)
        await this.pause(Math.min((performance.now() - started) * PAUSE_PER_WORK, LONGEST_PAUSE_MS));
    } while (more && !this.stopping.signal.aborted);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.foldSafely();
      await this.pause(LOOK_EVERY_MS * (0.75 + Math.random() / 2));
    }
  }

  private async foldSafely(): Promise<void> {
    try {
      if (await this.isDue()) await this.foldAll();
      await this.forgetOld();
      if (this.failing) this.logger.log('statistics are counted again');
      this.failing = false;
    } catch (error) {
      const msg = 'statistics cannot be counted now; nothing is lost, they will be later';
      if (!this.failing) this.logger.warn({ msg, error: (error as Error).message });
      this.failing = true;
    }
  }

  /** Another processor may have done it just now. */
  private async isDue(): Promise<boolean> {
    const { ageMs } = await this.counters.progress();
    return ageMs === null || ageMs >= LOOK_EVERY_MS / 2;
  }

  /** True once every event up to a mark made before can be seen, or never will be; false when this process stops first. */
  private async isWritten(): Promise<boolean> {
    let writing = [...(await this.events.writers())];
    while (writing.length > 0 && !this.stopping.signal.aborted) {
      await this.pause(ASK_EVERY_MS);
      const still = await this.events.writers();
      writing = writing.filter((writer) => still.has(writer));
    }
    return writing.length === 0;
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

  private async pause(length: number): Promise<void> {
    await sleep(length, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
