import { isUtf8 } from 'node:buffer';
import { charsetOf } from './charset.js';

const UNREADABLE = '\ufffd';
/** So many characters of more than one byte, with one of more than two among them, are no accident in a text of pairs. */
const NO_ACCIDENT = [/(?:\p{ASCII}*\P{ASCII}){4}/u, /[\u0800-\uffff]/];

/**
 * The text of these bytes, which are said to be in the first of these charsets that is known. Labels of mails are often
 * wrong: what is UTF-8 throughout, and not plainly what its label says, is UTF-8. Else only what cannot be read becomes
 * U+FFFD. Without a label that helps, it is UTF-8, or windows-1252 where nothing of it is. Never throws.
 */
export function decodeText(bytes: Buffer, ...labels: (string | null | undefined)[]): string {
  const decode = labels.map((label) => charsetOf(label ?? '')).find((one) => one !== null);
  const utf8 = new TextDecoder().decode(bytes);
  if (!decode) return isUtf8(bytes) || /[^\p{ASCII}\ufffd]/u.test(utf8) ? utf8 : latin(bytes);
  const labelled = decode(bytes);
  if (isUtf8(bytes)) return isPlainly(labelled, utf8, bytes) ? labelled : utf8;
  return unreadable(utf8) < unreadable(labelled) ? utf8 : labelled;
}

/** Whether bytes that could be UTF-8 are what their label says all the same. */
function isPlainly(labelled: string, utf8: string, bytes: Buffer): boolean {
  if (labelled.includes(UNREADABLE)) return false;
  if (utf8.length === bytes.length) return true;
  // Whatever the bytes, they can be read in a charset of single bytes: that says nothing.
  if (labelled.length === bytes.length) return false;
  return !NO_ACCIDENT.every((sign) => sign.test(utf8));
}

function unreadable(text: string): number {
  return text.length - text.replaceAll(UNREADABLE, '').length;
}

function latin(bytes: Buffer): string {
  return charsetOf('windows-1252')?.(bytes) ?? bytes.toString('latin1');
}
