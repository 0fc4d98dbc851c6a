import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** What is kept of who a message went to: the domain of a mail's address, the country of a number (ISO 3166-1). */
export function destinationOf(type: string, address: string): string {
  return type === 'email' ? address : countryOf(address);
}

/** `+` and the calling code where it is of no country, as +800; empty: unknown. */
function countryOf(number: string): string {
  const parsed = parsePhoneNumberFromString(number);
  return parsed ? (parsed.country ?? `+${parsed.countryCallingCode}`) : '';
}
