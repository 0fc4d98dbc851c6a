/** No message waits longer than this for its next try, in seconds. */
const MAX_DELAY_SECONDS = 3_600;

/**
 * Seconds until the next try: what the provider asked for wins; else exponential with full jitter, so that a crowd
 * that failed together does not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelay(retriesSoFar: number, baseSeconds: number, retryAfterMs: number | null): number {
  if (retryAfterMs !== null) return Math.min(retryAfterMs / 1_000, MAX_DELAY_SECONDS);
  return Math.random() * Math.min(baseSeconds * 2 ** retriesSoFar, MAX_DELAY_SECONDS);
}

const FIRST_LIMIT_PAUSE_SECONDS = 2;
const MAX_LIMIT_PAUSE_SECONDS = 300;

/**
 * Seconds until a message that met a limit is tried again: twice as long each time, whatever `RETRY_DELAY_SECONDS` says,
 * since trying uses up no retry; and never sooner than the provider asked for.
 */
export function limitDelay(attempts: number, retryAfterMs: number | null): number {
  const ceiling = Math.min(
    FIRST_LIMIT_PAUSE_SECONDS * 2 ** Math.min(attempts - 1, 20),
    MAX_LIMIT_PAUSE_SECONDS,
  );
  const own = ceiling * (0.5 + Math.random() / 2);
  return Math.max(own, Math.min((retryAfterMs ?? 0) / 1_000, MAX_DELAY_SECONDS));
}
