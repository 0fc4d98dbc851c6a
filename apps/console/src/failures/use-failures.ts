import { answerOf, client, type Schemas } from '../api/api.js';
import type { Step } from '../charts/series.js';
import type { FilterValues } from '../ui/use-filters.js';
import { useLive } from '../ui/use-live.js';

export type Failures = Schemas['Failures'];
export type FailureGroup = Failures['groups'][number];

/** By what failures can be told apart, as the API names it. */
export const GROUPS = ['provider', 'code', 'sender', 'destination'] as const;
export type Group = (typeof GROUPS)[number];
const USUAL_GROUPS: Group[] = ['provider', 'code'];

/** Counted every few seconds. */
const FIGURES_MS = 10_000;

/** The groups that an address asks for, or the usual ones. */
export function groupsIn({ group_by: asked }: FilterValues): Group[] {
  const chosen = GROUPS.filter((group) => asked?.includes(group));
  return chosen.length === 0 ? USUAL_GROUPS : chosen;
}

/** What failed in a period, group by group. */
export function useFailures(values: FilterValues, step: Step) {
  const query = { ...values, interval: step, group_by: groupsIn(values).join(',') };
  return useLive(
    ['failures', query],
    (signal) => answerOf(client.api.GET('/api/v1/statistics/failures', { params: { query }, signal })),
    FIGURES_MS,
  );
}
