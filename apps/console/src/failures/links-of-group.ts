import type { FilterValues } from '../ui/use-filters.js';
import type { FailureGroup, Failures } from './use-failures.js';

/** Stands for all that are not told apart. */
const OTHERS = '*';
/** In a number or an address of which a part is masked. */
const MASK = '\u2022';

/** What failures are told apart and narrowed by, and what lists call it. */
const FILTERS = {
  type: 'type',
  provider: 'provider',
  code: 'error_code',
  sender: 'from',
  destination: 'destination',
};

/** The filter of lists that finds the very messages of a group; null: lists have no such filter. `values`: those of the view. */
function filterOf(
  { count: _, curve: __, ...group }: FailureGroup,
  { from, to }: Failures,
  values: FilterValues,
): URLSearchParams | null {
  const names: Partial<Record<string, string | string[] | null>> = { ...values, ...group };
  const filter = new URLSearchParams({ status: 'failed', changed_after: from, changed_before: to });
  for (const [ofFailures, ofLists] of Object.entries(FILTERS)) {
    const name = names[ofFailures];
    if (name === null || name === OTHERS || name?.includes(MASK)) return null;
    if (name !== undefined) filter.set(ofLists, String(name));
  }
  return filter;
}

/** Where a group's messages are listed, and where all of them are retried: that shows first what it would do. */
export function linksOf(
  group: FailureGroup,
  failures: Failures,
  values: FilterValues,
): { list: string; retry: string } | null {
  const filter = filterOf(group, failures, values);
  if (filter === null) return null;
  return { list: `/messages?${String(filter)}`, retry: `/bulk-actions/new?action=retry&${String(filter)}` };
}
