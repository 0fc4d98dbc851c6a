import type { QueryKey } from '@tanstack/react-query';
import type { Endless } from './use-endless.js';
import { LIVE_MS, useLive } from './use-live.js';

/** A list that has no pages, as a table shows it. It follows what happens. */
export function useWhole<Item>(
  key: QueryKey,
  fetchAll: (signal: AbortSignal) => Promise<Item[]>,
  everyMs: number | false = LIVE_MS,
): Endless<Item> {
  const { data, error, refetch } = useLive(key, fetchAll, everyMs);
  return {
    items: data,
    error,
    hasMore: false,
    loadMore: () => undefined,
    reload: () => void refetch(),
  };
}
