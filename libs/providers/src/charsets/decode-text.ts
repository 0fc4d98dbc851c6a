import { isUtf8 } from 'node:buffer';
import { charsetOf } from './charset.js';

const UNREADABLE = '\ufffd';
/** So many characters of more than one byte, with one of more than two among them, are no accident in a text of pairs. */
const NO_ACCIDENT = [/(?:\p{ASCII}*\P{ASCII}){4}/u, /[\u0800-\uffff]/];
/** What the first bytes of UTF-8 look like in Shift_JIS, where words of these alone are hardly ever UTF-8. */
const HALF_WIDTH = /[\uff61-\uff9f]/;
/** `Grüße`: a letter with a mark in the midst of a word, where a label of pairs would have an ideogram. */
const IN_A_WORD = /[a-z][\u00c0-\u024f]+[a-z]/i;

/**
 * The text of these bytes, which are said to be in the first of these charsets that is known. Labels of mails are often
 * wrong: what is UTF-8 throughout, and not plainly what its label says, is UTF-8. Else only what cannot be read becomes
 * U+FFFD. Without a label that helps, it is UTF-8, or windows-1252 where nothing of it is. A mark of UTF-16 at its begin goes
 * before any label (WHATWG Encoding, "BOM sniff"). Never throws.
 */
export function decodeText(bytes: Buffer, ...labels: (string | null | undefined)[]): string {
  const marked = markedAs(bytes);
  if (marked !== null) return charsetOf(marked)?.(bytes) ?? '';
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
  if (HALF_WIDTH.test(labelled) || IN_A_WORD.test(utf8)) return false;
  return !NO_ACCIDENT.every((sign) => sign.test(utf8));
}

/** UTF-32 begins alike, with two bytes of zero behind. */
function markedAs(bytes: Buffer): string | null {
  if (bytes.length % 2 !== 0 || (bytes[2] === 0 && bytes[3] === 0)) return null;
  const mark = bytes.toString('hex', 0, 2);
  return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : null;
}

function unreadable(text: string): number {
  return text.length - text.replaceAll(UNREADABLE, '').length;
}

function latin(bytes: Buffer): string {
  return charsetOf('windows-1252')?.(bytes) ?? bytes.toString('latin1');
}
