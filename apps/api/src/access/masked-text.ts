/** What stands for what is hidden. */
export const HIDDEN = '•••';

/** Of a number at most so much is shown, and never all but two characters. */
const SHOWN_BEFORE = 5;
const SHOWN_BEHIND = 4;
const MIN_HIDDEN = 3;

const MAIL = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;
/** E.164 with or without separators, as people in North America write it, or digits in a row. */
const NUMBER = /\+\d[\d ().-]{4,}\d|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b\d{7,}\b/g;

/** `+15551234567` is `+1555•••4567`, `Jo <jo@example.com>` is `j•••@example.com`. */
export function maskedAddress(address: string): string {
  const mailbox = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address;
  const at = mailbox.lastIndexOf('@');
  return at < 0 ? maskedNumber(mailbox) : maskedMail(mailbox.slice(0, at), mailbox.slice(at));
}

/** The same of each address among words, which stay. */
export function maskedWords(words: string): string {
  return words.replace(MAIL, maskedAddress).replace(NUMBER, maskedNumber);
}

function maskedMail(local: string, domain: string): string {
  const [first = ''] = local;
  return `${local.length > 1 ? first : ''}${HIDDEN}${domain}`;
}

function maskedNumber(number: string): string {
  const behind = Math.min(SHOWN_BEHIND, Math.floor(number.length / 3));
  const before = Math.max(0, Math.min(SHOWN_BEFORE, number.length - behind - MIN_HIDDEN));
  return number.slice(0, before) + HIDDEN + number.slice(number.length - behind);
}
