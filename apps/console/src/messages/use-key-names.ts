import { useQuery } from '@tanstack/react-query';
import { answerOf, client } from '../api/api.js';
import { useCan } from '../api/session.js';

/** What API keys are called, by their ids; undefined: not known, or not for who may not see the keys. */
export function useKeyNames(): Record<string, string> | undefined {
  const { data } = useQuery({
    queryKey: ['api-keys', 'names'],
    queryFn: ({ signal }) =>
      answerOf(client.api.GET('/api/v1/api-keys', { params: { query: { limit: 100 } }, signal })),
    enabled: useCan('admin'),
    staleTime: 60_000,
    select: namesOf,
  });
  return data;
}

const namesOf = ({ api_keys }: { api_keys: { id: string; name: string }[] }) =>
  Object.fromEntries(api_keys.map(({ id, name }) => [id, name]));
