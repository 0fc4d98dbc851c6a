import { Injectable } from '@nestjs/common';
import {
  type Connection,
  Database,
  type Mark,
  StatisticsCounters,
  StatisticsEvents,
  type StatisticsBucket,
  type Tally,
} from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';
import { CostFold } from '../costs/cost-fold.js';
import { counterRows } from './counter-rows.js';
import { bucketsOf } from '../buckets/bucket-times.js';
import { failureRows } from './failure-rows.js';

/** So many events are counted in one transaction: fewer, and the index of their pages has each batch read much of its neighbours. */
const BATCH = 20_000n;
/** How often it is asked whether the transactions have ended that write events. */
const TRANSACTIONS_CHECK_MS = 50;

/** Moves events into the counters. */
@Injectable()
export class StatisticsFold {
  constructor(
    private readonly database: Database,
    private readonly events: StatisticsEvents,
    private readonly counters: StatisticsCounters,
    private readonly costs: CostFold,
  ) {}

  /**
   * A mark whose events can all be seen by now, or never will be: the transactions have ended that may have written them.
   * Null when `signal` is aborted first.
   */
  async mark(signal?: AbortSignal): Promise<Mark | null> {
    const mark = await this.events.mark();
    let writing = [...(await this.events.writers())];
    while (writing.length > 0 && !signal?.aborted) {
      await sleep(TRANSACTIONS_CHECK_MS, undefined, { signal }).catch(() => undefined);
      const still = await this.events.writers();
      writing = writing.filter((writer) => still.has(writer));
    }
    return writing.length === 0 ? mark : null;
  }

  /** Counts all that was committed before this was called, so many events in one transaction. */
  async all(atOnce = BATCH): Promise<void> {
    const mark = await this.mark();
    while (mark && (await this.next(mark, atOnce)));
  }

  /**
   * Counts the next events up to such a mark, and remembers in the same transaction how far it
   * came: none is counted twice. Answers whether there are more.
   */
  async next(mark: Mark, atOnce = BATCH): Promise<boolean> {
    return this.database.transaction(async (on) => {
      const progress = await this.counters.hold(on);
      if (!progress) return false; // Another one is at it.
      const [from, last] = [BigInt(progress.foldedTo), BigInt(mark.id)];
      const isLast = last - from <= atOnce;
      const upTo = isLast ? last : from + atOnce;
      const tallies = upTo > from ? await this.events.tallies(String(from), String(upTo), on) : [];
      if (tallies.length > 0) await this.count(tallies, on);
      await this.costs.count(tallies, String(from), String(upTo), on);
      if (upTo >= from) await this.counters.pass(String(upTo), isLast ? mark.at : newest(tallies), on);
      return !isLast;
    });
  }

  private async count(tallies: Tally[], on: Connection): Promise<void> {
    const known = await this.counters.counters(touched(tallies), on);
    await this.counters.count(counterRows(tallies, known), on);
    const failed = tallies.filter(({ event }) => event === 'failed');
    if (failed.length === 0) return;
    const knownFailures = await this.counters.failures(touched(failed), on);
    await this.counters.countFailures(failureRows(failed, knownFailures), on);
  }
}

/** The minutes, hours and days that these are in, each once. */
function touched(tallies: Tally[]): StatisticsBucket[] {
  const buckets = tallies.flatMap(({ time }) => bucketsOf(time));
  return [...new Map(buckets.map((bucket) => [`${bucket.step} ${bucket.time.getTime()}`, bucket])).values()];
}

/** While it catches up: about so far it is. */
function newest(tallies: Tally[]): Date | null {
  return tallies.reduce<Date | null>((last, { time }) => (last && last > time ? last : time), null);
}
