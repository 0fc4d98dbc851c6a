import { NUMBERS } from './number-forms.js';

/** What stands for what is hidden. */
export const HIDDEN = '•••';

/** Of a number at most so much is shown, and never all but two characters. */
const SHOWN_BEFORE = 5;
const SHOWN_BEHIND = 4;
const MIN_HIDDEN = 3;
/** Fewer digits are no number of a person, whatever stands between them. */
const MIN_DIGITS = 7;

/** Also as an address of the web has it, in any number of layers. The name before the `@` may be in quotes. */
const MAIL = /("[^"\n]{1,64}"|[^\s<>"'(),;:]{1,254})(@|＠|%(?:25)*40)([^\s<>"'(),;:]+)/gi;
const PLUS = /^(?:＋|%(?:25)*2B|\\u002B)/i;
const DIGIT = /\p{Nd}/gu;
/** Most that is said has none; the search is dear. */
const MAY_BE_MAIL = /[@＠]|%(?:25)*40/;

/** `+15551234567` is `+1555•••4567`, `Jo <jo@example.com>` is `j•••@example.com`. */
export function maskedAddress(address: string): string {
  const mailbox = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address;
  const at = mailbox.lastIndexOf('@');
  return at < 0 ? maskedNumber(mailbox) : maskedMail(mailbox.slice(0, at), mailbox.slice(at));
}

/**
 * The same of each address among words, which stay: so much is left that whoever knows an address finds it again. It is known by its form
 * alone, however it is written: with separators, in the digits of any script, or as a part of a URL.
 */
export function maskedWords(words: string): string {
  const withoutMails = MAY_BE_MAIL.test(words)
    ? words.replace(MAIL, (_, local: string, at: string, domain: string) => maskedMail(local, at + domain))
    : words;
  return withoutMails.replace(NUMBERS, (number) =>
    (number.match(DIGIT)?.length ?? 0) < MIN_DIGITS ? number : maskedNumber(number),
  );
}

/** A UUID, or the id of a trace: made by programs of nobody's number. */
const MADE_ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32})$/i;

/** The same of an id that somebody chose: in it letters and hyphens beside digits are no sign that they are no number. */
export function maskedId(id: string): string {
  if (MADE_ID.test(id)) return id;
  return maskedWords(id).replace(/(?<!\d)\+?\d{7,15}(?!\d)/g, maskedNumber);
}

function maskedMail(local: string, domain: string): string {
  const [first = ''] = local;
  return `${local.length > 1 ? first : ''}${HIDDEN}${domain}`;
}

function maskedNumber(number: string): string {
  // However long a plus is written, it is one character.
  const [plus = ''] = PLUS.exec(number) ?? [];
  const characters = [...(plus === '' ? number : `+${number.slice(plus.length)}`)];
  const behind = Math.min(SHOWN_BEHIND, Math.floor(characters.length / 3));
  const before = Math.max(0, Math.min(SHOWN_BEFORE, characters.length - behind - MIN_HIDDEN));
  const start = characters.slice(0, before).join('');
  const end = behind === 0 ? '' : characters.slice(-behind).join('');
  return (plus === '' ? start : start.replace('+', plus)) + HIDDEN + end;
}
