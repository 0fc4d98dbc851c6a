import { answerOf, client, type Schemas } from '../api/api.js';
import type { Step } from '../charts/series.js';
import type { FilterValues } from '../ui/use-filters.js';
import { useLive } from '../ui/use-live.js';

export type Costs = Schemas['Costs'];
export type CostSums = Costs['totals'];

/** By what costs can be told apart, as the API names it. */
export const COST_GROUPS = ['country', 'tag', 'api_key_id', 'type', 'provider'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

const FIGURES_MS = 10_000;

/** What is counted: segments, or what is paid in a currency. */
export type CostMeasure = 'segments' | (string & {});

/** What texts cost in a period, group by group. */
export function useCosts(values: FilterValues, by: CostGroup, step: Exclude<Step, 'minute'>) {
  const query = { ...values, interval: step, group_by: by };
  return useLive(
    ['costs', query],
    (signal) => answerOf(client.api.GET('/api/v1/statistics/costs', { params: { query }, signal })),
    FIGURES_MS,
  );
}

/** How much of a measure these sums have. */
export function amountOf({ segments, costs }: CostSums, measure: CostMeasure): number {
  if (measure === 'segments') return segments;
  return costs.find(({ currency }) => currency === measure)?.amount ?? 0;
}

/** What can be shown of these: the currencies that were paid in, the dearest first, and segments. */
export function measuresOf({ costs }: CostSums): CostMeasure[] {
  const currencies = [...costs]
    .sort((one, other) => other.amount - one.amount)
    .map(({ currency }) => currency);
  return [...currencies, 'segments'];
}

/** A group's name in the answer; null: it has none. */
export function groupIn(point: Costs['series'][number], by: CostGroup): string | null {
  return point.group[by] ?? null;
}
