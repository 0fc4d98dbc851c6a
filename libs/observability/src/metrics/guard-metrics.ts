import { Counter, type Registry } from 'prom-client';

/** What the guard refuses, what budgets come to, and what becomes known of prices. */
export class GuardMetrics {
  private readonly refusals: Counter<'rule'>;
  private readonly prefixes: Counter<'country'>;
  private readonly budgets: Counter<'notice'>;
  private readonly prices: Counter<'provider'>;

  constructor(registry: Registry) {
    this.refusals = new Counter({
      name: 'sendstream_guard_refused_total',
      help: 'Messages that a rule of the guard refused.',
      labelNames: ['rule'],
      registers: [registry],
    });
    this.prefixes = new Counter({
      name: 'sendstream_guard_prefixes_stopped_total',
      help: 'Prefixes of numbers that were stopped because of a burst of texts, by country.',
      labelNames: ['country'],
      registers: [registry],
    });
    this.budgets = new Counter({
      name: 'sendstream_budget_notices_total',
      help: 'Budgets of API keys that came to their end: warned, used_up.',
      labelNames: ['notice'],
      registers: [registry],
    });
    // They are so rare that each is often the first: `increase` sees it only where there was a zero before.
    for (const notice of ['warned', 'used_up']) this.budgets.inc({ notice }, 0);
    this.prices = new Counter({
      name: 'sendstream_prices_total',
      help: 'Messages whose price became known.',
      labelNames: ['provider'],
      registers: [registry],
    });
  }

  refused(rule: string, count: number): void {
    this.refusals.inc({ rule }, count);
  }

  prefixStopped(country: string): void {
    this.prefixes.inc({ country });
  }

  budgetNoticed(notice: 'warned' | 'used_up'): void {
    this.budgets.inc({ notice });
  }

  pricesKnown(provider: string, count: number): void {
    if (count > 0) this.prices.inc({ provider }, count);
  }
}
