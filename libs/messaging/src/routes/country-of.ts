import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';

const LONGEST_CODE = 3;

/** The countries of each calling code; nearly all have one, which is told without looking into the number. */
const byCode = new Map<string, string[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country) as string;
  byCode.set(code, [...(byCode.get(code) ?? []), country]);
}

/**
 * The country of a number in E.164 form (ISO 3166-1); null for one of none, such as +800. Of a code that several share and a
 * number that is nobody's yet, the first of them: +1 555 is of the US.
 */
export function countryOf(number: string): string | null {
  const countries = byCode.get(callingCodeOf(number) ?? '');
  if (countries === undefined) return null;
  if (countries.length === 1) return countries[0] as string;
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.country ?? parsed?.getPossibleCountries()[0] ?? null;
}

/** The calling code of a number in E.164 form: `44`; null for one of no country. */
export function callingCodeOf(number: string): string | null {
  const digits = number.startsWith('+') ? number.slice(1) : '';
  for (let length = 1; length <= LONGEST_CODE; length += 1)
    if (byCode.has(digits.slice(0, length))) return digits.slice(0, length);
  return null;
}
