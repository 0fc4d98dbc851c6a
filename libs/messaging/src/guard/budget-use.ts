import type { BudgetState } from '#entities';

/** How far a budget is used up. */
export interface BudgetUse {
  /** 100 and more: there is nothing left. */
  percent: number;
  /** In its currency: what is priced, and the rest at the average of that. Null: the budget is of no amount. */
  amount: number | null;
}

/** What has no price yet counts as what has one does on the average: a price comes minutes later. */
export function useOf({ budget, segments, pricedSegments, countedSegments, cost }: BudgetState): BudgetUse {
  const unpriced = Math.max(0, segments - pricedSegments);
  const estimate = countedSegments === 0 ? cost : cost + (unpriced * cost) / countedSegments;
  const amount = budget.amount === null ? null : estimate;
  const shares = [shareOf(segments, budget.segments), amount === null ? 0 : shareOf(amount, budget.amount)];
  return { percent: Math.round(1_000 * Math.max(...shares)) / 10, amount };
}

function shareOf(used: number, of: number | null): number {
  if (of === null) return 0;
  return of === 0 ? 1 : used / of;
}
