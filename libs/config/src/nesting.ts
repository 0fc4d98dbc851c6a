/**
 * Whether JSON is nested deeper than so many levels. What walks a value by calling itself, as JSON.stringify does, cannot
 * bear any depth; JSON.parse reads any.
 */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  // Asked of every answer of a provider: without a list of its values, and without a function for each.
  for (const key in value) if (isDeeperThan(levels - 1, (value as Record<string, unknown>)[key])) return true;
  return false;
}
