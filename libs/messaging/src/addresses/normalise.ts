import { isEmail } from 'class-validator';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { domainToASCII } from 'node:url';

const MOST_REMEMBERED = 10_000;
const LONGEST_NUMBER = 40;
const LONGEST_EMAIL = 320;
/** Spaces and dashes as texts have them, typographic ones included. */
const SEPARATORS = /[\s().\-/\u2010-\u2015]/g;
const NUMBER = /^\+\d+$/;
const NAMED = /^(?<name>[^<>]*)<(?<address>[^<>]+)>$/;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * The number in E.164, separators removed; null when it cannot be a number. Every possible number is one. A request
 * asks more than once, and a sender's number comes with every request, while looking one up in the numbering plans of
 * the world is the dearest step of a request: the last answers are remembered.
 */
export const normaliseNumber = remembered((text: string): string | null => {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_NUMBER || CONTROL.test(trimmed)) return null;
  const compact = trimmed.replace(SEPARATORS, '');
  const number = NUMBER.test(compact) ? parsePhoneNumberFromString(compact) : undefined;
  return number?.isPossible() ? number.number : null;
});

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

/** Keeps the last answers, the oldest of which makes room for a new one. Long texts are not worth keeping. */
function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = work(text);
    if (text.length > LONGEST_NUMBER) return answer;
    if (answers.size >= MOST_REMEMBERED) answers.delete(answers.keys().next().value as string);
    answers.set(text, answer);
    return answer;
  };
}
