import { readMailbox, visibleText, writeMailbox } from '#providers';
import { possibleNumber } from './possible-number.js';

const MAX_CACHED = 10_000;
const MAX_NUMBER_LENGTH = 40;
/** With characters that nobody sees. */
const MAX_TEXT_LENGTH = 200;
/** As a link has it (RFC 3966; RFC 5724). */
const SCHEME = /^(?:tel|sms):/i;
const PLUS = /^[\uff0b\ufe62]/;
const DIGITS = /(?![0-9])\p{Nd}/gu;
/** What stands between digits: spaces and dashes of all kinds, brackets, dots and slashes, of full width too. */
const SEPARATORS =
  /[\s\p{Pd}().[\]/~\u00b7\u2212\u2043\u2044\u2215\u2800\u30fc\uff08\uff09\uff0e\uff0f\uff3b\uff3d\uff5e]/gu;
const NUMBER = /^\+\d+$/;
/** A tab is a separator too: tables are pasted with theirs. */
const LINE_END = /(?!\t)[\p{Cc}\u2028\u2029]/u;

/**
 * The number in E.164, separators and what nobody sees removed; null when it cannot be a number. Every possible number is
 * one. A request asks more than once, and a sender's number comes with every request, while looking one up in the
 * numbering plans of the world is the dearest step of a request: the last answers are remembered.
 */
export const normaliseNumber = remembered((text: string): string | null => {
  if (text.length > MAX_TEXT_LENGTH) return null;
  const trimmed = plainDigits(text).replace(SCHEME, '').trim();
  if (trimmed.length > MAX_NUMBER_LENGTH || LINE_END.test(trimmed)) return null;
  const compact = compactNumber(trimmed);
  return NUMBER.test(compact) ? possibleNumber(compact) : null;
});

/**
 * `a@b` or `name <a@b>`, without what nobody sees: the domain in lower-case ASCII (RFC 5890), in quotes before the @ only
 * what cannot be without; null when it is no address.
 */
export function normaliseEmail(text: string): string | null {
  const mailbox = readMailbox(text);
  return mailbox && writeMailbox(mailbox);
}

/** A number, or a part of one, without what stands between its digits. */
export function compactNumber(text: string): string {
  return plainDigits(text).replace(SEPARATORS, '').replace(PLUS, '+');
}

/** The text as people see it, trimmed, with the digits of any script as ASCII. */
export function plainDigits(text: string): string {
  return visibleText(text).trim().replace(DIGITS, asciiDigit);
}

/** Unicode has the ten digits of a script side by side from zero on, and sets of them only in tens. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) as number;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

/** Keeps the last answers, the oldest of which makes room for a new one. Long texts are not worth keeping. */
function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = work(text);
    if (text.length > MAX_NUMBER_LENGTH) return answer;
    if (answers.size >= MAX_CACHED) answers.delete(answers.keys().next().value as string);
    answers.set(text, answer);
    return answer;
  };
}
