const MAX_WAIT_MS = 24 * 3_600_000;

/**
 * `Retry-After` as milliseconds from now, of either form of RFC 9110, 10.2.3 (seconds or an HTTP date); null when
 * it is missing or unreadable. Never negative, never more than a day.
 */
export function retryAfterMs(header: string | undefined, now: number = Date.now()): number | null {
  const text = header?.trim() ?? '';
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(Math.ceil(wait), 0), MAX_WAIT_MS);
}
