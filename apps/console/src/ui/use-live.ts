import { type QueryKey, useQuery } from '@tanstack/react-query';

/** How often what is looked at is asked again. A hidden tab asks nothing. */
export const LIVE_MS = 4_000;

/** An answer of the API that follows what happens, as long as somebody looks at it. */
export function useLive<Answer>(
  queryKey: QueryKey,
  ask: (signal: AbortSignal) => Promise<Answer>,
  everyMs: number | false = LIVE_MS,
) {
  return useQuery({ queryKey, queryFn: ({ signal }) => ask(signal), refetchInterval: everyMs });
}
