import type { FailureGroup, Failures } from './use-failures.js';

/** Stands for all that are not told apart. */
const OTHERS = '*';

/** The filter of lists that finds the very messages of a group; null: lists have no such filter. */
function filterOf(
  { provider, code, sender, destination }: FailureGroup,
  { from, to }: Failures,
): URLSearchParams | null {
  const names = Object.entries({ provider, error_code: code, from: sender }).filter(
    ([, value]) => value !== undefined,
  );
  if (destination !== undefined || names.some(([, value]) => value === null || value === OTHERS)) return null;
  return new URLSearchParams({
    status: 'failed',
    ...(Object.fromEntries(names) as Record<string, string>),
    changed_after: from,
    changed_before: to,
  });
}

/** Where a group's messages are listed, and where all of them are retried: that shows first what it would do. */
export function linksOf(group: FailureGroup, failures: Failures): { list: string; retry: string } | null {
  const filter = filterOf(group, failures);
  if (filter === null) return null;
  return { list: `/messages?${String(filter)}`, retry: `/bulk-actions/new?action=retry&${String(filter)}` };
}
