import { type QueryKey, useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/api.js';

/** How often what is looked at is asked again. A hidden tab asks nothing. */
export const LIVE_MS = 4_000;

/**
 * An answer of the API that follows what happens, as long as somebody looks at it. `everyMs` may depend on what it is by now. Where
 * the key's limit is used up, it waits as long as it is told to.
 */
export function useLive<Answer>(
  queryKey: QueryKey,
  ask: (signal: AbortSignal) => Promise<Answer>,
  everyMs: number | false | ((answer: Answer | undefined) => number) = LIVE_MS,
) {
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => ask(signal),
    refetchInterval: ({ state: { data, error } }) => {
      const every = typeof everyMs === 'function' ? everyMs(data) : everyMs;
      const wait = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
      return every === false ? false : Math.max(every, wait);
    },
  });
}
