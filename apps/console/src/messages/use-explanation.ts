import { useQuery } from '@tanstack/react-query';
import { answerOf, client, type Schemas } from '../api/api.js';

export type ErrorCode = Schemas['ErrorCode'];

/** Who gives the codes that no provider gives. */
const OURS = 'sendstream';

/** All codes that are explained; undefined until they are known. */
export function useErrorCodes(isAsked = true): ErrorCode[] | undefined {
  const { data } = useQuery({
    queryKey: ['error-codes'],
    queryFn: ({ signal }) => answerOf(client.api.GET('/api/v1/error-codes', { signal })),
    enabled: isAsked,
    staleTime: Infinity,
  });
  return data?.error_codes;
}

/** What a code of a provider means, and what to do about it; undefined until it is known, null where no table has it. */
export function useExplanation(provider: string | null, code: string | null): ErrorCode | null | undefined {
  const codes = useErrorCodes(code !== null);
  if (codes === undefined) return undefined;
  return code === null ? null : (explanationIn(codes, provider, code) ?? null);
}

/** Of a provider's code; or of ours, which any message may fail with. `provider` undefined: of whichever has it. */
export function explanationIn(
  codes: ErrorCode[],
  provider: string | null | undefined,
  code: string,
): ErrorCode | undefined {
  const found = codes.filter((known) => known.code === code);
  if (provider === undefined) return found[0];
  return found.find((known) => known.provider === provider) ?? found.find((known) => known.provider === OURS);
}
