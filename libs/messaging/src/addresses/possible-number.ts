import {
  type CountryCode,
  Metadata,
  type MetadataJson,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/core';
import plans from 'libphonenumber-js/min/metadata';

/**
 * The numbering plans of the world, in which calling codes that several countries share name the first alone where all have
 * numbers of the same lengths: whether a number is possible does not depend on the country then, and to find that out among
 * the 25 countries of +1 takes four times as long as all the rest.
 */
const PLANS = withoutEqualCountries(plans);

/** A number as `+` with digits in E.164; null when it cannot be one: by its length, whoever it may belong to. */
export function possibleNumber(number: string): string | null {
  const parsed = parsePhoneNumberFromString(number, PLANS);
  return parsed?.isPossible() ? parsed.number : null;
}

function withoutEqualCountries(all: MetadataJson): MetadataJson {
  const metadata = new Metadata(all);
  const lengthsOf = (country: CountryCode) => {
    metadata.selectNumberingPlan(country);
    return String(metadata.numberingPlan?.possibleLengths());
  };
  const needed = ([code, countries]: [string, CountryCode[]]) => {
    const areEqual = new Set(countries.map(lengthsOf)).size === 1;
    return [code, areEqual ? countries.slice(0, 1) : countries];
  };
  const codes = Object.entries(all.country_calling_codes).map(needed);
  return { ...all, country_calling_codes: Object.fromEntries(codes) as typeof all.country_calling_codes };
}
