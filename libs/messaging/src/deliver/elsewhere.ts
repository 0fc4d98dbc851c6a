/** Explained in docs/decisions/0031-failover-after-a-definite-refusal.md. */
import type { Claim, RefusalKind } from '#entities';
import { AccountError, LimitError, PermanentError, type ProviderError, RetryableError } from '#providers';
import { type ClockReading, since } from './held-leases.js';

const TOO_MANY_REQUESTS = 429;

/**
 * Whether another account may take what this one certainly did not: `final` where this one never will, `passing` where it may
 * later. Null: the message itself was refused, a pause is all that is asked for, or nobody knows whether it was taken.
 */
export function refusalToFailOver(
  error: ProviderError,
  claim: Claim,
  askedAt: ClockReading,
): RefusalKind | null {
  if (error instanceof PermanentError) return error.elsewhere ? 'final' : null;
  if (!(error instanceof RetryableError)) return null;
  const isPause =
    !(error instanceof AccountError) &&
    (error instanceof LimitError || error.httpStatus === TOO_MANY_REQUESTS);
  return isPause && !isTooLong(error, claim, askedAt) ? null : 'passing';
}

/** The pause ends when the message is of no use any more. */
function isTooLong(
  { retryAfterMs }: RetryableError,
  { expiresAt, claimedAt }: Claim,
  askedAt: ClockReading,
): boolean {
  if (expiresAt === null) return false;
  return expiresAt.getTime() - claimedAt.getTime() - since(askedAt) < (retryAfterMs ?? 0);
}
