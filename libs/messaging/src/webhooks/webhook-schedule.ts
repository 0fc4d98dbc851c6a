const MAX_RETRY_WAIT_SECONDS = 7_200;
const JITTER = 0.2;

export interface WebhookSchedule {
  retrySeconds: number;
  giveUpSeconds: number;
}

/**
 * Seconds to wait after so many attempts, the last of which failed; null when that was the last. Waits double, up to two
 * hours, a fifth more or less by chance. The end is counted in nominal waits and not by the clock, so that the time an
 * endpoint is paused takes no attempt away. A receiver that asks for a longer wait gets it, up to two hours.
 */
export function webhookRetryWait(
  attempts: number,
  { retrySeconds, giveUpSeconds }: WebhookSchedule,
  retryAfterSeconds: number | null = null,
): number | null {
  let planned = 0;
  let wait = 0;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    wait = Math.min(retrySeconds * 2 ** (attempt - 1), MAX_RETRY_WAIT_SECONDS);
    planned += wait;
    if (planned > giveUpSeconds) return null;
  }
  const jittered = wait * (1 - JITTER + Math.random() * 2 * JITTER);
  return Math.max(jittered, Math.min(retryAfterSeconds ?? 0, MAX_RETRY_WAIT_SECONDS));
}
