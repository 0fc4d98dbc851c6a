import { type InfiniteData, type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { LIVE_MS, useLive } from './use-live.js';

/** A part of a list, and where it goes on; null at its end. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** A list as a table shows it. */
export interface Endless<Item> {
  /** Undefined until the first page is there. */
  items: Item[] | undefined;
  error: Error | null;
  hasMore: boolean;
  loadMore: () => void;
  reload: () => void;
}

/**
 * A list that goes from cursor to cursor, newest first. Its front follows what happens; what was scrolled to stays, and nothing is
 * ever counted. Everything that makes it another list, such as its filters, belongs into `key`.
 */
export function useEndless<Item extends { id: string }>(
  key: QueryKey,
  fetchPage: (cursor: string, signal: AbortSignal) => Promise<Page<Item>>,
  everyMs: number | false = LIVE_MS,
): Endless<Item> {
  const queries = useQueryClient();
  const pagesKey = [...key, 'pages'];
  const pages = useInfiniteQuery({
    queryKey: pagesKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
  const { data: front } = useLive([...key, 'front'], (signal) => fetchPage('', signal), everyMs);
  const name = JSON.stringify(pagesKey);
  useEffect(() => {
    if (front === undefined) return;
    queries.setQueryData<InfiniteData<Page<Item>, string>>(JSON.parse(name) as QueryKey, (known) =>
      known === undefined ? undefined : { pages: withFront(known.pages, front), pageParams: [''] },
    );
  }, [front, name, queries]);

  return {
    items: pages.data?.pages.flatMap(({ items }) => items),
    error: pages.error,
    hasMore: pages.hasNextPage,
    loadMore: () => {
      if (!pages.isFetchingNextPage) void pages.fetchNextPage();
    },
    reload: () => void pages.refetch(),
  };
}

/** The pages as one, with what is now at their front. Where so much came that the front no longer meets them, they begin anew. */
function withFront<Item extends { id: string }>(pages: Page<Item>[], front: Page<Item>): [Page<Item>] {
  const known = pages.flatMap(({ items }) => items);
  const last = front.items.at(-1);
  const at = front.next === null ? -1 : known.findIndex(({ id }) => id === last?.id);
  if (at === -1) return [front];
  return [{ items: [...front.items, ...known.slice(at + 1)], next: pages.at(-1)?.next ?? null }];
}
