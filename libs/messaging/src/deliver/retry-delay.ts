/** No message waits longer than this for its next try, in seconds. */
const LONGEST = 3_600;

/**
 * Seconds until the next try: what the provider asked for wins; else exponential with full jitter, so that a crowd
 * that failed together does not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelay(retriesSoFar: number, baseSeconds: number, retryAfterMs: number | null): number {
  if (retryAfterMs !== null) return Math.min(retryAfterMs / 1_000, LONGEST);
  return Math.random() * Math.min(baseSeconds * 2 ** retriesSoFar, LONGEST);
}
