/** Explained in docs/decisions/0034-guard.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import { type BudgetState, KeySpending } from '#entities';
import { isStoreOutage } from '../store-outage.js';
import { useOf } from './budget-use.js';

const EVERY_MS = 2_000;

/** Which keys have used up their budgets, as it was some seconds ago. Asks memory alone. */
@Injectable()
export class BudgetTable implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(BudgetTable.name);
  private usedUp = new Map<string, BudgetState>();
  private readonly loop = new BackgroundLoop(() => this.refresh(), {
    everyMs: EVERY_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'budgets cannot be read now; what was known before counts',
      over: 'budgets are read again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(private readonly spending: KeySpending) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** The budget of this key, if nothing is left of it. */
  usedUpBy(apiKeyId: string): BudgetState | null {
    return this.usedUp.get(apiKeyId) ?? null;
  }

  private async refresh(): Promise<void> {
    const budgets = await this.spending.budgets();
    const ended = budgets.filter((budget) => useOf(budget).percent >= 100);
    this.usedUp = new Map(ended.map((budget) => [budget.apiKeyId, budget]));
  }
}
