import { useQuery } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';
import { useCan } from '../api/session.js';
import { FIGURES_MS } from './use-statistics.js';

export type Queue = Schemas['Queue'];
export type Provider = Schemas['Provider'];
export type Place = Schemas['Place'];

/** How the machinery is; each undefined until it is known, and for who may not see it. */
export interface Operations {
  queues: Queue[] | undefined;
  providers: Provider[] | undefined;
  waiting: Schemas['Waiting'] | undefined;
  /** Why queues and providers cannot be shown: Redis alone knows them. */
  errors: { queues: Error | null; providers: Error | null };
}

/** Queues, providers, and all that waits: for who has the scope `admin`. */
export function useOperations(): Operations {
  const enabled = useCan('admin');
  const common = { enabled, refetchInterval: FIGURES_MS };
  const queues = useQuery({
    ...common,
    queryKey: ['overview', 'queues'],
    queryFn: ({ signal }) => answerOf(client.api.GET('/api/v1/admin/queues', { signal })),
  });
  const providers = useQuery({
    ...common,
    queryKey: ['overview', 'providers'],
    queryFn: ({ signal }) => answerOf(client.api.GET('/api/v1/admin/providers', { signal })),
  });
  const waiting = useQuery({
    ...common,
    queryKey: ['overview', 'waiting'],
    queryFn: ({ signal }) => answerOf(client.api.GET('/api/v1/admin/waiting', { signal })),
  });
  return {
    queues: queues.data?.queues,
    providers: providers.data?.providers,
    waiting: waiting.data,
    errors: { queues: queues.error, providers: providers.error },
  };
}
