import { callingCodeOf } from '../routes/country-of.js';

/** After the calling code. */
const DIGITS = 4;
/** So many at the end are of a person. */
const LEFT_OUT = 4;

/** Which numbers belong together: the calling code and up to four digits more, `+447911`. Null for what is no number. */
export function prefixOf(number: string): string | null {
  const code = callingCodeOf(number);
  if (code === null) return null;
  const length = Math.min(1 + code.length + DIGITS, number.length - LEFT_OUT);
  return number.slice(0, Math.max(length, 1 + code.length));
}
