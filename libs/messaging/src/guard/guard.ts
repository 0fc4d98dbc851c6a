/** Explained in docs/decisions/0034-guard.md. */
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiSettings, forEachYielding } from '#config';
import type { BudgetState, KeyGuard } from '#entities';
import { Metrics } from '#observability';
import { GuardCounters, type GuardRequest, type GuardVerdict } from '#queue';
import { Batcher } from '../batcher.js';
import { isRedisOutage, RedisAnswers } from '../redis-answers.js';
import { countryOf } from '../routes/country-of.js';
import { AllowedCountries } from './allowed-countries.js';
import { type GuardedKey, type GuardedMessage, periodEnd, planOf, wordsOf } from './guard-plan.js';
import { BudgetTable } from './budget-table.js';
import { type GuardRefusal, type GuardRule, later } from './guard-refusal.js';
import { areNone, type GuardRules, rulesOfKey, rulesOfSettings } from './guard-rules.js';

/** What the guard says of messages. */
export interface Judgement {
  /** For each, in order: null where it may be accepted. */
  refusals: (GuardRefusal | null)[];
  /** Those that may be were not accepted now after all: they count for nothing. Never fails. */
  giveBack(): Promise<void>;
}

/** What one request asks of the counters. `refused`: by rule, what it was refused already. */
interface Asked {
  requests: GuardRequest[];
  refused: Record<string, number>;
}

/**
 * Judges messages before anything of them is stored. It asks Redis once for all messages of a request, and nobody where no rule
 * is on. While Redis is away it counts nothing, and lets through: a guard must not be what stops the service.
 */
@Injectable()
export class Guard implements OnApplicationBootstrap {
  private readonly logger = new Logger(Guard.name);
  private readonly rules: GuardRules;
  private readonly isOff: boolean;
  private readonly ofKeys = new WeakMap<KeyGuard, GuardRules>();
  private readonly redis = new RedisAnswers(
    this.logger,
    {
      lasts: 'Redis cannot be reached: the guard counts nothing, and refuses by countries alone',
      over: 'the guard counts again',
    },
    // Whatever it is that Redis says: it is no reason to accept nothing.
    () => true,
  );
  private readonly asking: Batcher<Asked, GuardVerdict[]>;

  constructor(
    settings: ApiSettings,
    private readonly counters: GuardCounters,
    private readonly countries: AllowedCountries,
    private readonly budgets: BudgetTable,
    private readonly metrics: Metrics,
  ) {
    this.rules = rulesOfSettings(settings);
    this.isOff = areNone(this.rules);
    let number = 0;
    this.asking = new Batcher({
      run: (all) => this.askAll(all),
      keyOf: () => String((number += 1)),
      weightOf: ({ requests: { length } }) => length,
      isOutage: isRedisOutage,
      maxSize: 250,
      maxInFlight: 2,
    });
  }

  /** Makes the first request no slower than the others. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.isOff) await this.counters.connect();
  }

  /** What holds where a key says nothing else. */
  get commonRules(): GuardRules {
    return this.rules;
  }

  /** Null, at once, where no rule could refuse any of them. */
  judge(messages: GuardedMessage[], key: GuardedKey | null): Promise<Judgement> | null {
    if (!key?.guard) return this.isOff ? null : this.judgeBy(this.rules, messages, key);
    const rules = this.rulesOf(key.guard);
    return areNone(rules) && key.guard.budget === null ? null : this.judgeBy(rules, messages, key);
  }

  private async judgeBy(
    rules: GuardRules,
    messages: GuardedMessage[],
    key: GuardedKey | null,
  ): Promise<Judgement> {
    const { countries } = rules;
    const refusals: (GuardRefusal | null)[] =
      countries === null ? messages.map(() => null) : await this.countries.refusals(messages, countries);
    const now = new Date();
    const ended = key?.guard?.budget ? this.budgets.usedUpBy(key.id) : null;
    if (ended !== null)
      messages.forEach(({ type }, index) => {
        if (type !== 'email') refusals[index] ??= usedUp(ended, now);
      });
    const open: { index: number; request: GuardRequest }[] = [];
    await forEachYielding(messages, (message, index) => {
      if (refusals[index] === null) open.push({ index, request: planOf(message, rules, key, now) });
    });
    const isCounted = open.some(({ request: { of, prefix } }) => of.length > 0 || prefix !== null);
    const refused = countRules(refusals);
    const isAsked = isCounted || Object.keys(refused).length > 0;
    const requests = open.map(({ request }) => request);
    const verdicts = isAsked ? await this.ask({ requests, refused }) : null;
    open.forEach(({ index }, position) => (refusals[index] = refusalOf(verdicts?.[position] ?? null)));
    if (verdicts?.some((verdict) => verdict?.stopsPrefix))
      open.forEach(({ index, request: { prefix } }, n) => {
        if (verdicts[n]?.stopsPrefix) this.alarm(prefix, countryOf(messages[index]?.to ?? ''));
      });
    for (const [rule, count] of Object.entries(countRules(refusals)))
      this.metrics.guard.refused(rule as GuardRule, count);
    const taken = verdicts === null ? [] : open.filter((_, n) => verdicts[n] === null);
    return { refusals, giveBack: () => this.giveBack(taken.map(({ request }) => request)) };
  }

  private rulesOf(key: KeyGuard): GuardRules {
    const known = this.ofKeys.get(key) ?? rulesOfKey(this.rules, key);
    this.ofKeys.set(key, known);
    return known;
  }

  /** Null: nobody could count. Requests of the same moment share a round trip. */
  private ask(asked: Asked): Promise<GuardVerdict[] | null> {
    return this.redis.of(() => this.asking.add(asked));
  }

  private async askAll(all: Asked[]): Promise<GuardVerdict[][]> {
    const refused: Record<string, number> = {};
    for (const [rule, count] of all.flatMap((each) => Object.entries(each.refused)))
      refused[rule] = (refused[rule] ?? 0) + count;
    const requests = all.flatMap((each) => each.requests);
    // No key has a burst of its own.
    const verdicts = await this.counters.take(requests, this.rules.burst, refused);
    let from = 0;
    return all.map(({ requests: { length } }) => verdicts.slice(from, (from += length)));
  }

  private async giveBack(requests: GuardRequest[]): Promise<void> {
    try {
      await this.counters.giveBack(requests);
    } catch (error) {
      this.redis.failed(error);
    }
  }

  private alarm(prefix: string | null, country: string | null): void {
    this.metrics.guard.prefixStopped(country ?? '');
    const msg = 'a burst of texts to one prefix that usually gets few: it is stopped (SMS pumping?)';
    this.logger.error({ msg, prefix, country });
  }
}

function refusalOf(verdict: GuardVerdict): GuardRefusal | null {
  if (verdict === null) return null;
  const { counter, retryMs } = verdict;
  if (counter === null)
    return later('stopped_prefix', 'to', 'has a prefix that got a burst of texts and is stopped', retryMs);
  const { field, words } = wordsOf(counter);
  return later(counter.rule as GuardRule, field, words, retryMs);
}

function usedUp({ budget: { period, amount, currency, segments } }: BudgetState, now: Date): GuardRefusal {
  const parts = [
    amount === null ? [] : `${amount} ${currency}`,
    segments === null ? [] : `${segments} segments`,
  ].flat();
  const words = `has used up its budget of ${parts.join(' or ')} a ${period}`;
  return later('budget', 'api_key', words, periodEnd(period, now).getTime() - now.getTime());
}

function countRules(refusals: (GuardRefusal | null)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const refusal of refusals) if (refusal) counts[refusal.rule] = (counts[refusal.rule] ?? 0) + 1;
  return counts;
}
