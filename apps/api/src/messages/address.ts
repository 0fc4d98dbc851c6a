import { isEmail } from 'class-validator';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { domainToASCII } from 'node:url';

const LONGEST_NUMBER = 40;
const LONGEST_EMAIL = 320;
const NUMBER = /^\+[\d\s().\-/]+$/;
const NAMED = /^(?<name>[^<>]*)<(?<address>[^<>]+)>$/;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The number in E.164, separators removed; null when it cannot be a number. Every possible number is one. */
export function normaliseNumber(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_NUMBER || !NUMBER.test(trimmed)) return null;
  const number = parsePhoneNumberFromString(trimmed);
  return number?.isPossible() ? number.number : null;
}

/** `a@b` or `name <a@b>` with the domain in lower-case ASCII (RFC 5890); null when it is no address. */
export function normaliseEmail(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_EMAIL || CONTROL.test(trimmed)) return null;
  const { name, address } = NAMED.exec(trimmed)?.groups ?? { name: '', address: trimmed };
  const at = (address ?? '').lastIndexOf('@');
  const domain = domainToASCII((address ?? '').slice(at + 1).trim());
  const plain = `${(address ?? '').slice(0, at).trim()}@${domain}`;
  if (at < 1 || !isEmail(plain, { allow_utf8_local_part: true })) return null;
  const displayName = name?.trim();
  return displayName ? `${displayName} <${plain}>` : plain;
}
