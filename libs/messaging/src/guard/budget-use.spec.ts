import type { BudgetState } from '#entities';
import { useOf } from './budget-use.js';

const BUDGET = { period: 'month', amount: 10, currency: 'USD', segments: null, warnPercent: 80 } as const;
const state = (rest: Partial<BudgetState>): BudgetState => ({
  apiKeyId: '',
  name: '',
  budget: BUDGET,
  periodBegins: '2026-01-01',
  segments: 0,
  pricedSegments: 0,
  countedSegments: 0,
  cost: 0,
  ...rest,
});

it('counts what has no price yet as what has one', () => {
  const half = { segments: 1_000, pricedSegments: 500, countedSegments: 500, cost: 4 };
  expect(useOf(state(half))).toEqual({ percent: 80, amount: 8 });
  expect(useOf(state({ ...half, pricedSegments: 1_000 }))).toEqual({ percent: 40, amount: 4 });
  expect(useOf(state({ segments: 1_000 }))).toEqual({ percent: 0, amount: 0 });
});

it('takes of amount and segments what is used up further', () => {
  const budget = { ...BUDGET, segments: 100 };
  expect(useOf(state({ budget, segments: 90 })).percent).toBe(90);
  expect(useOf(state({ budget: { ...budget, amount: null }, segments: 120 }))).toEqual({
    percent: 120,
    amount: null,
  });
  expect(useOf(state({ budget: { ...budget, segments: 0 } })).percent).toBe(100);
});
