import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';

const LONGEST_CODE = 3;
/** As long as numbers of a code that several countries share are, with the `+`; few are longer. */
const LONG_NUMBER = 13;
/** One that may follow nearly any beginning. */
const LIKELY_DIGIT = '5';
/** The code of North America, whose numbers end in four digits that belong to one line. */
const NORTH_AMERICA = '1';
/** Beginnings of numbers whose country is remembered. */
const MAX_KNOWN = 20_000;

/** The countries of each calling code; nearly all have one, which is told without looking into the number. */
const byCode = new Map<string, string[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country) as string;
  byCode.set(code, [...(byCode.get(code) ?? []), country]);
}

/** By the beginning of a number of a code that several countries share, and its length. */
const known = new Map<string, string | null>();

/**
 * The country of a number in E.164 form (ISO 3166-1); null for one of none, such as +800. Of a code that several share and a
 * number that is nobody's yet, the first of them: +1 555 is of the US.
 */
export function countryOf(number: string): string | null {
  const code = callingCodeOf(number);
  const countries = code === null ? undefined : byCode.get(code);
  if (countries === undefined) return null;
  if (countries.length === 1) return countries[0] as string;
  // Looking into a number takes some 20 µs, and its last digits say nothing of its country.
  const place = `${number.slice(0, code === NORTH_AMERICA ? -4 : -3)} ${number.length}`;
  const remembered = known.get(place);
  if (remembered !== undefined) return remembered;
  const parsed = parsePhoneNumberFromString(number);
  const country = parsed?.country ?? parsed?.getPossibleCountries()[0] ?? null;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(place, country);
  return country;
}

/** The country of numbers that begin so, as far as that tells it: of the longest of them that is possible. */
export function countryOfPrefix(prefix: string): string | null {
  for (let length = LONG_NUMBER; length > prefix.length; length -= 1) {
    const country = countryOf(prefix.padEnd(length, LIKELY_DIGIT));
    if (country !== null) return country;
  }
  return null;
}

/** The calling code of a number in E.164 form: `44`; null for one of no country. */
export function callingCodeOf(number: string): string | null {
  const digits = number.startsWith('+') ? number.slice(1) : '';
  for (let length = 1; length <= LONGEST_CODE; length += 1)
    if (byCode.has(digits.slice(0, length))) return digits.slice(0, length);
  return null;
}
