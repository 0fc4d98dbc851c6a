import { Injectable } from '@nestjs/common';
import { type Connection, Database, MessagePrices, type ToldPrice } from '#entities';
import { Metrics } from '#observability';
import { pricedEntry } from './cost-rows.js';
import { CostSums } from './cost-sums.js';

/** Keeps what providers ask for messages, and adds it up: both or neither, and each price once. */
@Injectable()
export class KnownPrices {
  constructor(
    private readonly database: Database,
    private readonly prices: MessagePrices,
    private readonly sums: CostSums,
    private readonly metrics: Metrics,
  ) {}

  /** Prices of messages that are not ours are passed over. */
  async take(provider: string, prices: ToldPrice[]): Promise<void> {
    this.count(provider, await this.database.transaction((on) => this.takeOn(provider, prices, on)));
  }

  /** The same in a transaction; answers how many are new, which are to be counted after the commit. */
  async takeOn(provider: string, prices: ToldPrice[], on: Connection): Promise<number> {
    if (prices.length === 0) return 0;
    const fresh = await this.prices.record(provider, prices, on);
    await this.sums.add(fresh.map(pricedEntry), on);
    return fresh.length;
  }

  count(provider: string, fresh: number): void {
    this.metrics.guard.pricesKnown(provider, fresh);
  }
}
