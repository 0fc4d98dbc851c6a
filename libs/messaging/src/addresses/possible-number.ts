import {
  type CountryCode,
  Metadata,
  type NumberingPlan,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/core';
import plans from 'libphonenumber-js/min/metadata';

/** What the numbers of a calling code have in common, whichever of its countries they belong to. */
interface CallingCode {
  /** What a number may start with that is no part of it: people write what they dial at home after the code. */
  nationalPrefix: RegExp | null;
  /** Digits after the code that are possible in each of its countries. */
  lengthsOfAll: Set<number>;
}

/** What the library has in its plans, and leaves out of its types. */
type ParsedPlan = NumberingPlan & { nationalPrefixForParsing(): string | undefined };

const CALLING_CODES = new Map(
  Object.entries(plans.country_calling_codes).map(([code, countries]) => [code, callingCodeOf(countries)]),
);
const LONGEST_CODE = 3;

/**
 * A number as `+` with digits in E.164; null when it cannot be one: by its length, whoever it may belong to. `number` is `+`
 * with digits. The library finds out to which country a number belongs, which is the dearest step of accepting a message;
 * so it is asked only where the answer depends on that.
 */
export function possibleNumber(number: string): string | null {
  return byLengthAlone(number) ?? byItsCountry(number);
}

/** The number where it is possible in every country of its code; null where that is not enough to tell. */
function byLengthAlone(number: string): string | null {
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    const code = CALLING_CODES.get(number.slice(1, length + 1));
    if (code === undefined) continue;
    const national = number.slice(length + 1);
    const isSettled = code.lengthsOfAll.has(national.length) && code.nationalPrefix?.test(national) !== true;
    return isSettled ? number : null;
  }
  return null;
}

function byItsCountry(number: string): string | null {
  const parsed = parsePhoneNumberFromString(number, plans);
  return parsed?.isPossible() ? parsed.number : null;
}

/** The first of `countries` is the one by whose prefix the library reads a number of unknown country. */
function callingCodeOf(countries: CountryCode[]): CallingCode {
  const [first, ...others] = countries.map(planOf) as [ParsedPlan, ...ParsedPlan[]];
  const prefix = first.nationalPrefixForParsing();
  const isPossibleInOthers = (length: number) =>
    others.every((plan) => plan.possibleLengths().includes(length));
  return {
    nationalPrefix: prefix === undefined ? null : new RegExp(`^(?:${prefix})`),
    lengthsOfAll: new Set(first.possibleLengths().filter(isPossibleInOthers)),
  };
}

function planOf(country: CountryCode): ParsedPlan {
  const metadata = new Metadata(plans);
  metadata.selectNumberingPlan(country);
  return metadata.numberingPlan as ParsedPlan;
}
