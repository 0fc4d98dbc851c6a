import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog, ServiceSettings } from '#config';
import { type SilentMessage, SilentMessages } from '#entities';
import { Metrics } from '#observability';
import {
  type DeliveryReport,
  type MessageProvider,
  Providers,
  RetryableError,
  type SentMessage,
} from '#providers';
import { ProviderEventIntake } from './provider-event-intake.js';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 5_000;
/** Messages that are asked for together, and how many of them a statement takes. */
const BATCH = 10_000;
const TAKEN_AT_ONCE = 1_000;
/** One request a second to each provider account, of each processor: far below what a provider allows. */
const REQUEST_INTERVAL_MS = 1_000;
/** A batch that takes longer is left off; what was not asked for by then is due again once its hold ends. */
const BATCH_MS = 240_000;
const HELD_SECONDS = 300;
/** A provider that cannot be asked is left alone for so long at least. */
const PAUSE_MS = 60_000;
/** Reports that are applied together. */
const APPLIED_AT_ONCE = 250;
/** Times RECONCILE_AFTER_SECONDS: of 10 minutes an hour, six hours, a day. */
const TIMES = [1, 6, 36, 144];

type Asked = MessageProvider & Required<Pick<MessageProvider, 'statuses'>>;

/**
 * Asks providers what became of messages that are `sent` without news: callbacks get lost. What they answer is taken as if
 * they had told it. Who has told nothing at the last time is not asked again: such a message stays `sent`. Any number of
 * processors may do so at once.
 */
@Injectable()
export class StatusLookups implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(StatusLookups.name);
  /** By provider: when it may be asked again, in milliseconds of this process's steady clock. */
  private readonly pauses = new Map<string, number>();
  private readonly outage = new OutageLog(this.logger, {
    lasts: 'messages without news cannot be looked up now; they will be later',
    over: 'messages without news are looked up again',
  });
  private readonly loop = new BackgroundLoop((signal) => this.look(signal), {
    everyMs: POLL_INTERVAL_MS,
    outage: this.outage,
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly settings: ServiceSettings,
    private readonly messages: SilentMessages,
    private readonly providers: Providers,
    private readonly intake: ProviderEventIntake,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async look(signal: AbortSignal): Promise<void> {
    const names = await this.messages.providers();
    const ends = await Promise.allSettled(names.map((name) => this.lookAt(name, signal)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  private async lookAt(name: string, signal: AbortSignal): Promise<void> {
    if (performance.now() < (this.pauses.get(name) ?? 0)) return;
    const taken = await this.take(name);
    if (taken.length === 0) return;
    const provider = this.providers.byName(name);
    if (!canBeAsked(provider)) {
      const reason = `${name} has not told what became of it, and offers no way to ask`;
      return this.stillSilent(name, taken, TIMES.slice(-1), reason);
    }
    const left = await this.ask(provider, taken, signal);
    const reason = `${name} has not told what became of it, nor said so when it was asked for the last time`;
    if (left !== null) await this.stillSilent(name, left, TIMES, reason);
  }

  private async take(name: string): Promise<SilentMessage[]> {
    const taken: SilentMessage[] = [];
    for (let found = TAKEN_AT_ONCE; found === TAKEN_AT_ONCE && taken.length < BATCH;) {
      const some = await this.messages.take(name, TAKEN_AT_ONCE, HELD_SECONDS);
      taken.push(...some);
      found = some.length;
    }
    return taken;
  }

  /** Answers those of which the provider knows no end; null when it was not asked for all: these are due again by themselves. */
  private async ask(
    provider: Asked,
    taken: SilentMessage[],
    signal: AbortSignal,
  ): Promise<SilentMessage[] | null> {
    const { name } = provider;
    const deadline = performance.now() + BATCH_MS;
    const ended = new Set<string | null>();
    try {
      for await (const ends of provider.statuses(taken.filter(hasId))) {
        this.metrics.providerEvents.lookupAsked(name, 'answered');
        await this.apply(name, ends);
        for (const { providerMessageId } of ends) ended.add(providerMessageId);
        await delay(REQUEST_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
        if (signal.aborted || performance.now() > deadline) return null;
      }
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      this.cannotBeAsked(name, error);
      return null;
    }
    this.outage.worked(name);
    return taken.filter(({ providerMessageId }) => !ended.has(providerMessageId));
  }

  private async apply(name: string, ends: DeliveryReport[]): Promise<void> {
    for (let from = 0; from < ends.length; from += APPLIED_AT_ONCE) {
      const some = ends.slice(from, from + APPLIED_AT_ONCE);
      await this.intake.take(name, some);
      this.metrics.providerEvents.lookupsEnded(name, 'found', some.length);
    }
  }

  private async stillSilent(
    name: string,
    silent: SilentMessage[],
    times: number[],
    reason: string,
  ): Promise<void> {
    const seconds = times.map((time) => time * this.settings.reconcileAfterSeconds);
    for (let from = 0; from < silent.length; from += TAKEN_AT_ONCE) {
      const some = silent.slice(from, from + TAKEN_AT_ONCE);
      const givenUp = await this.messages.asked(
        some.map(({ id }) => id),
        seconds,
        reason,
      );
      this.metrics.providerEvents.lookupsEnded(name, 'given_up', givenUp);
      this.metrics.providerEvents.lookupsEnded(name, 'no_news', some.length - givenUp);
    }
  }

  private cannotBeAsked(name: string, error: RetryableError): void {
    this.metrics.providerEvents.lookupAsked(name, 'failed');
    this.pauses.set(name, performance.now() + Math.max(PAUSE_MS, error.retryAfterMs ?? 0));
    // Not in its words, which may speak of people.
    this.outage.failed(`${name}: ${error.code ?? 'no code'} (HTTP ${error.httpStatus ?? 'no answer'})`, name);
  }
}

function hasId(message: SilentMessage): message is SilentMessage & SentMessage {
  return message.providerMessageId !== null;
}

function canBeAsked(provider: MessageProvider | null): provider is Asked {
  return provider?.statuses !== undefined;
}
