/** Explained in docs/decisions/0034-guard.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import { type BudgetNotice, type BudgetState, KeySpending } from '#entities';
import { Metrics } from '#observability';
import { isStoreOutage } from '../store-outage.js';
import { useOf } from './budget-use.js';

const EVERY_MS = 5_000;

/** Tells that a budget comes to its end, and that it has come there: each once in its day or month, whoever looks. */
@Injectable()
export class BudgetWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(BudgetWatch.name);
  private readonly loop = new BackgroundLoop(() => this.look(), {
    everyMs: EVERY_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'budgets cannot be looked at now',
      over: 'budgets are looked at again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly spending: KeySpending,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async look(): Promise<void> {
    const budgets = await this.spending.budgets();
    for (const { apiKeyId, notice } of await this.spending.tell(budgets.flatMap(noticesOf))) {
      const msg =
        notice === 'warned'
          ? 'a budget comes to its end'
          : 'a budget is used up: texts of its key are refused';
      this.logger.warn({ msg, api_key_id: apiKeyId });
      this.metrics.guard.budgetNoticed(notice);
    }
  }
}

function noticesOf(state: BudgetState): BudgetNotice[] {
  const { apiKeyId, budget, periodBegins, segments, name } = state;
  const { percent, amount } = useOf(state);
  const data = {
    api_key_id: apiKeyId,
    api_key_name: name,
    period: budget.period,
    period_begins: periodBegins,
    used_percent: percent,
    segments,
    budget_segments: budget.segments,
    amount,
    budget_amount: budget.amount,
    currency: budget.currency,
  };
  const notice = { apiKeyId, period: budget.period, periodBegins, data };
  return [
    ...(percent >= budget.warnPercent ? [{ ...notice, notice: 'warned' as const }] : []),
    ...(percent >= 100 ? [{ ...notice, notice: 'used_up' as const }] : []),
  ];
}
