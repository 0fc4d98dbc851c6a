import { isURL, isUUID } from 'class-validator';
import { field, type FieldOptions } from './field.js';
import { parseInstant } from './parse-instant.js';
import { unstorable } from './unstorable.js';

const MAX_URL_LENGTH = 2_048;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
export const NO_INSTANT = 'must be a date and time in ISO 8601';
export const NO_UUID = 'must be a UUID';

/** A whole number from `min` to `max`. */
export const IsWholeNumber = (min: number, max: number, options?: FieldOptions) =>
  field(
    {
      name: 'isWholeNumber',
      schema: { type: 'integer', minimum: min, maximum: max },
      check: (value) =>
        Number.isInteger(value) && (value as number) >= min && (value as number) <= max
          ? null
          : `must be a whole number from ${min} to ${max}`,
      fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
    },
    options,
  );

/** A number from `min` to `max`, whole or not. */
export const IsNumberBetween = (min: number, max: number, options?: FieldOptions) =>
  field(
    {
      name: 'isNumberBetween',
      schema: { type: 'number', minimum: min, maximum: max },
      check: (value) =>
        typeof value === 'number' && value >= min && value <= max
          ? null
          : `must be a number from ${min} to ${max}`,
      fromText: (text) => (/^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? Number(text) : text),
    },
    options,
  );

/** True or false; in a query `true` or `false` in any case, as clients in Python write them, or `1` or `0`. */
export const IsBooleanValue = (options?: FieldOptions) =>
  field(
    {
      name: 'isBooleanValue',
      schema: { type: 'boolean' },
      check: (value) => (typeof value === 'boolean' ? null : 'must be true or false'),
      fromText: (text) => BOOLEANS.get(text.toLowerCase()) ?? text,
    },
    options,
  );

/** A UUID; out of a query it comes in lower case. */
export const IsUuid = (options?: FieldOptions) =>
  field(
    {
      name: 'isUuid',
      schema: { type: 'string', format: 'uuid' },
      check: (value) => (isUUID(value) ? null : NO_UUID),
      fromText: (text) => text.toLowerCase(),
    },
    options,
  );

/**
 * A moment in ISO 8601, in UTC where it has no offset. In a body it stays text; out of a query it comes as a Date, and a `+`
 * that arrives as a space is taken for what it was.
 */
export const IsInstant = (options?: FieldOptions) =>
  field(
    {
      name: 'isInstant',
      schema: { type: 'string', format: 'date-time' },
      check: (value) =>
        value instanceof Date || (typeof value === 'string' && parseInstant(value)) ? null : NO_INSTANT,
      fromText: (text) => parseInstant(text.replace(/ (\d\d:?\d\d)$/, '+$1')) ?? text,
    },
    { example: '2026-01-31T12:00:00Z', ...options },
  );

/** An http or https address. */
export const IsHttpUrl = (options?: FieldOptions) =>
  field(
    {
      name: 'isHttpUrl',
      schema: { type: 'string', format: 'uri', maxLength: MAX_URL_LENGTH },
      check: (value) => (isHttpUrl(value) ? null : 'must be an http or https URL'),
    },
    options,
  );

/** True for an http or https address that can be stored. */
export function isHttpUrl(url: unknown): url is string {
  const protocols = ['http', 'https'];
  // Underscores: hosts in the wild have them, those of old S3 buckets for instance.
  const options = { protocols, require_protocol: true, require_tld: false, allow_underscores: true };
  return (
    typeof url === 'string' && url.length <= MAX_URL_LENGTH && unstorable(url) === null && isURL(url, options)
  );
}
