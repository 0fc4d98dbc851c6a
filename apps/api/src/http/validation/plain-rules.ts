import { isURL, isUUID } from 'class-validator';
import { optionalRule } from './rule.js';
import { unstorable } from './unstorable.js';

const LONGEST_URL = 2_048;

/** One of these words. */
export const IsOneOf = (...words: string[]) =>
  optionalRule('isOneOf', (value) =>
    words.includes(value as string) ? null : `must be one of ${words.join(', ')}`,
  );

/** A UUID. */
export const IsUuid = () => optionalRule('isUuid', (value) => (isUUID(value) ? null : 'must be a UUID'));

/** true or false. */
export const IsFlag = () =>
  optionalRule('isFlag', (value) => (typeof value === 'boolean' ? null : 'must be true or false'));

/** A whole number from `least` to `most`. */
export const IsWhole = (least: number, most: number) =>
  optionalRule('isWhole', (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? null
      : `must be a whole number from ${least} to ${most}`,
  );

/** A list of at most `most` items, about each of which `check` answers what is wrong, or null. */
export const IsListOf = (most: number, check: (item: unknown) => string | null) =>
  optionalRule('isListOf', (value) => {
    if (!Array.isArray(value)) return 'must be an array';
    if (value.length > most) return `must hold at most ${most} items`;
    const faults = value.map(check);
    const bad = faults.findIndex((fault) => fault !== null);
    return bad < 0 ? null : `has a bad item ${bad}, which ${faults[bad]}`;
  });

/** True for an http or https address that can be stored. */
export function isHttpUrl(url: unknown): url is string {
  const protocols = ['http', 'https'];
  // Underscores: hosts in the wild have them, those of old S3 buckets for instance.
  const options = { protocols, require_protocol: true, require_tld: false, allow_underscores: true };
  return (
    typeof url === 'string' && url.length <= LONGEST_URL && unstorable(url) === null && isURL(url, options)
  );
}
