import { useQuery } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';
import { useCan } from '../api/session.js';

/** The accounts that messages go by; undefined: not known, or not for who may not see them. */
export function useAccountNames(): string[] | undefined {
  const { data } = useQuery({
    queryKey: ['routes', 'accounts'],
    queryFn: ({ signal }) => answerOf(client.api.GET('/api/v1/admin/routes', { signal })),
    enabled: useCan('admin'),
    staleTime: 60_000,
    select: namesOf,
  });
  return data;
}

const namesOf = ({ accounts }: Schemas['Routes']) => accounts.map(({ name }) => name);
