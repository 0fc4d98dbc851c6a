import { Injectable } from '@nestjs/common';
import { type Connection, CostCounters } from '#entities';
import { beginOf } from '../buckets/bucket-times.js';
import { type CostEntry, costRows, spendingRows } from './cost-rows.js';

/** Adds up what texts come to, in the transaction that makes it known. */
@Injectable()
export class CostSums {
  constructor(private readonly counters: CostCounters) {}

  async add(entries: CostEntry[], on: Connection): Promise<void> {
    if (entries.length === 0) return;
    const buckets = entries.flatMap(({ at }) =>
      (['hour', 'day'] as const).map((step) => ({ step, time: beginOf(step, at) })),
    );
    const each = new Map(buckets.map((bucket) => [`${bucket.step} ${bucket.time.getTime()}`, bucket]));
    await this.counters.count(costRows(entries, await this.counters.known([...each.values()], on)), on);
    await this.counters.spend(spendingRows(entries), on);
  }
}
