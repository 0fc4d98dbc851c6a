const MAX_LENGTH = 1_000;

/** A text that is not empty, cut to what can be shown; null for anything else. Numbers are texts too. */
export function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text.slice(0, MAX_LENGTH);
}

/** ISO 8601; null for what is no time of these centuries. */
export function timeOf(value: unknown): Date | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return time > 0 && time < Date.UTC(9999, 11) ? new Date(time) : null;
}
