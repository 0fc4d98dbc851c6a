const MAX_WAIT_MS = 24 * 3_600_000;
const SECONDS = /^\d+(\.\d+)?$/;
/** All forms of RFC 9110, 5.6.7, and ISO 8601. Whatever else there is, `Date` makes some day of it: of `-5` one in 2001. */
const DATE =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d:\d\d|\d{4}-\d\d-\d\dT.*\d(?:Z|[+-]\d\d:?\d\d)$)/i;
const ZONE = /(?:GMT|UTC|Z|[+-]\d\d:?\d\d)$/i;

/**
 * `Retry-After` as milliseconds from now, of either form of RFC 9110, 10.2.3 (seconds or an HTTP date); null when
 * it is missing or unreadable. Never negative, never more than a day.
 */
export function retryAfterMs(header: string | undefined, now: number = Date.now()): number | null {
  const text = header?.trim() ?? '';
  const wait = SECONDS.test(text) ? Number(text) * 1_000 : dateOf(text) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(Math.ceil(wait), 0), MAX_WAIT_MS);
}

/** NaN for what is none. The form of asctime() names no zone: it is GMT too. */
function dateOf(text: string): number {
  return DATE.test(text) ? Date.parse(ZONE.test(text) ? text : `${text} GMT`) : NaN;
}
