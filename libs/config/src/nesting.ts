/**
 * Whether JSON is nested deeper than so many levels. What walks a value by calling itself, as JSON.stringify does, cannot
 * bear any depth; JSON.parse reads any.
 */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(levels - 1, child));
}
