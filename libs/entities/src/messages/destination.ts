import { forEachYielding } from '#config';
import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Value } from './statement-values.js';

/** What is kept of who a message went to: the domain of a mail's address, the country of a number (ISO 3166-1). */
export function destinationOf(type: string, address: string): string {
  return type === 'email' ? address : countryOf(address);
}

/** `+` and the calling code where it is of no country, as +800; empty: unknown. */
function countryOf(number: string): string {
  const parsed = parsePhoneNumberFromString(number);
  return parsed ? (parsed.country ?? `+${parsed.countryCallingCode}`) : '';
}

/** A destination as it is looked for: a country, a calling code, or a mail domain in lower case; null: it is none. */
export function readDestination(text: string): string | null {
  if (isOfNumbers(text)) return isSupportedCountry(text) || text.startsWith('+') ? text : null;
  return /^[^\s@+.]+(\.[^\s@.]+)+$/.test(text) ? text.toLowerCase() : null;
}

/** Whether it is of numbers, or else of mail addresses. */
export function isOfNumbers(destination: string): boolean {
  return /^([A-Z]{2}|\+[1-9]\d{0,2})$/.test(destination);
}

/**
 * SQL for whether a message `m` may go there. A mail certainly does; of a number only the calling code is looked at, which several
 * countries may share: `destinationOf` says it.
 */
export function mayGoTo(destination: string, value: Value): string {
  if (!isOfNumbers(destination))
    return `m.type = 'email' AND split_part(participant(m.to_address), '@', 2) = ${value(destination)}`;
  const code = isSupportedCountry(destination) ? `+${getCountryCallingCode(destination)}` : destination;
  return `m.type <> 'email' AND starts_with(m.to_address, ${value(code)})`;
}

const UUID_LENGTH = 36;

/** Of messages, each its id with its recipient's number right behind it, the ids of those that went to this country. */
export async function idsTo(country: string, messages: string[]): Promise<string[]> {
  const ids: string[] = [];
  await forEachYielding(messages, (message) => {
    if (countryOf(message.slice(UUID_LENGTH)) === country) ids.push(message.slice(0, UUID_LENGTH));
  });
  return ids;
}
