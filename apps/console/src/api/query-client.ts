import { QueryClient } from '@tanstack/react-query';

/**
 * What the API answered, while somebody looks at it. Nothing is asked again because of an error: what is live asks on its own
 * time, and the banner says that the connection is lost.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 2_000, gcTime: 5 * 60_000, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
