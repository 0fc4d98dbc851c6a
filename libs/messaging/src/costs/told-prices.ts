/** Explained in docs/decisions/0034-guard.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import { Database, PriceReceipts } from '#entities';
import { type MessageProvider, Providers } from '#providers';
import { isStoreOutage } from '../store-outage.js';
import { KnownPrices } from './known-prices.js';

const POLL_INTERVAL_MS = 5_000;
/** Events of one transaction. */
const BATCH = 1_000;

type Telling = MessageProvider & Required<Pick<MessageProvider, 'priceIn'>>;

/** Finds the prices that providers tell with their events, among the events as they are kept: callbacks are answered without that. */
@Injectable()
export class ToldPrices implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ToldPrices.name);
  private readonly loop = new BackgroundLoop((signal) => this.read(signal), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'prices that providers told cannot be read now; they will be later',
      over: 'prices that providers told are read again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly database: Database,
    private readonly receipts: PriceReceipts,
    private readonly providers: Providers,
    private readonly prices: KnownPrices,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async read(signal: AbortSignal): Promise<void> {
    for (const provider of this.providers.all.filter(tells))
      while (!signal.aborted && (await this.readSome(provider)) === BATCH);
  }

  /** Answers how many events there were. */
  private async readSome(provider: Telling): Promise<number> {
    const { read, fresh } = await this.database.transaction(async (on) => {
      const events = await this.receipts.next(provider.name, BATCH, on);
      const told = events.flatMap(({ providerMessageId, payload }) => {
        const price = providerMessageId === null ? null : provider.priceIn(payload);
        return price === null ? [] : [{ ...price, providerMessageId: providerMessageId as string }];
      });
      const count = await this.prices.takeOn(provider.name, told, on);
      const last = events.at(-1);
      if (last) await this.receipts.pass(provider.name, last, on);
      return { read: events.length, fresh: count };
    });
    this.prices.count(provider.name, fresh);
    return read;
  }
}

function tells(provider: MessageProvider): provider is Telling {
  return provider.priceIn !== undefined;
}
