import { isSupportedCountry } from 'libphonenumber-js';

/** Every country. */
export const ANY_COUNTRY = '*';

/** `GB,FR`: ISO 3166-1 codes in any case; `*`: all there are. Null where one of them is none. */
export function readCountries(text: string): Set<string> | null {
  const codes = text
    .split(',')
    .map((code) => code.trim().toUpperCase())
    .filter((code) => code !== '');
  return codes.every((code) => code === ANY_COUNTRY || isSupportedCountry(code)) ? new Set(codes) : null;
}
