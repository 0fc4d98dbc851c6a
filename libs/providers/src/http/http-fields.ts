import { WebhookFormatError } from '../provider-errors.js';

/** A text of an event; null where it is missing, null or empty. @throws WebhookFormatError for anything else, or a longer one. */
export function textIn(data: Record<string, unknown>, field: string, longest: number): string | null {
  const value = data[field] ?? '';
  if (typeof value !== 'string' || value.length > longest)
    throw new WebhookFormatError(`${field} must be a text of at most ${longest} characters`);
  return value === '' ? null : value;
}

/** ISO 8601; null where it is missing. @throws WebhookFormatError for what is no time. */
export function timeIn(data: Record<string, unknown>, field: string): Date | null {
  const text = textIn(data, field, 40);
  if (text === null) return null;
  const time = Date.parse(text);
  if (!(time > 0 && time < Date.UTC(9999, 11)))
    throw new WebhookFormatError(`${field} must be a time in ISO 8601`);
  return new Date(time);
}
