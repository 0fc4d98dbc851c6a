import { useQuery } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';

type ErrorCode = Schemas['ErrorCode'];

/** What a code of a provider means, and what to do about it; undefined until it is known, null where no table has it. */
export function useExplanation(provider: string | null, code: string | null): ErrorCode | null | undefined {
  const { data } = useQuery({
    queryKey: ['error-codes'],
    queryFn: ({ signal }) => answerOf(client.api.GET('/api/v1/error-codes', { signal })),
    enabled: code !== null,
    staleTime: Infinity,
  });
  if (data === undefined) return undefined;
  return data.error_codes.find((known) => known.code === code && known.provider === provider) ?? null;
}
