/** Explained in docs/decisions/0034-guard.md. */
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog, ServiceSettings } from '#config';
import { type PriceWindow, PriceWindows } from '#entities';
import { type MessageProvider, Providers, RetryableError } from '#providers';
import { isStoreOutage } from '../store-outage.js';
import { KnownPrices } from './known-prices.js';
import { PRICE_WINDOW_MS } from './price-window.js';

const POLL_INTERVAL_MS = 2_000;
/** One request a second to each provider account, as look-ups of statuses. */
const REQUEST_INTERVAL_MS = 1_000;
/** What a provider took we record a little later, and sends a little later. */
const SLACK_MS = 120_000;
/** A window that takes longer is left off, and due again once its hold ends. */
const WINDOW_MS = 240_000;
const HELD_SECONDS = 300;
/** A provider that cannot be asked is left alone for so long at least. */
const PAUSE_MS = 60_000;
/** Times PRICE_AFTER_SECONDS, where some had no price yet: of 10 minutes an hour, six hours, a day. */
const TIMES = [6, 36, 144];

type Asked = MessageProvider & Required<Pick<MessageProvider, 'prices'>>;

/**
 * Asks providers that tell prices later what the texts cost that they were handed, ten minutes of them with one list. Any number of
 * processors may do so at once.
 */
@Injectable()
export class PriceCollector implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PriceCollector.name);
  /** By provider: until when it is left alone, in milliseconds of this process's steady clock. */
  private readonly pauses = new Map<string, number>();
  private readonly outage = new OutageLog(this.logger, {
    lasts: 'prices cannot be asked for now; they will be later',
    over: 'prices are asked for again',
  });
  private readonly loop = new BackgroundLoop((signal) => this.collect(signal), {
    everyMs: POLL_INTERVAL_MS,
    outage: this.outage,
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly settings: ServiceSettings,
    private readonly windows: PriceWindows,
    private readonly providers: Providers,
    private readonly prices: KnownPrices,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async collect(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = performance.now();
      const paused = [...this.pauses].filter(([, until]) => until > now).map(([name]) => name);
      const window = await this.windows.take(HELD_SECONDS, paused);
      if (window === null) return;
      const provider = this.providers.byName(window.provider);
      if (canBeAsked(provider)) await this.ask(provider, window, signal);
      else await this.windows.done(window);
    }
  }

  private async ask(provider: Asked, window: PriceWindow, signal: AbortSignal): Promise<void> {
    const { name } = provider;
    const begins = window.begins.getTime();
    const [from, to] = [begins - SLACK_MS, begins + PRICE_WINDOW_MS + SLACK_MS].map((time) => new Date(time));
    const deadline = performance.now() + WINDOW_MS;
    let isComplete = true;
    try {
      for await (const { prices, lacking } of provider.prices(from as Date, to as Date)) {
        await this.prices.take(name, prices);
        if (lacking > 0) isComplete = false;
        await delay(REQUEST_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
        if (signal.aborted || performance.now() > deadline) return;
      }
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      this.pauses.set(name, performance.now() + Math.max(PAUSE_MS, error.retryAfterMs ?? 0));
      // Not in its words, which may speak of people.
      this.outage.failed(
        `${name}: ${error.code ?? 'no code'} (HTTP ${error.httpStatus ?? 'no answer'})`,
        name,
      );
      return;
    }
    this.outage.worked(name);
    const times = TIMES[window.asked - 1];
    if (isComplete || times === undefined) await this.windows.done(window);
    else await this.windows.later(window, times * this.settings.priceAfterSeconds);
  }
}

function canBeAsked(provider: MessageProvider | null): provider is Asked {
  return provider?.prices !== undefined;
}
