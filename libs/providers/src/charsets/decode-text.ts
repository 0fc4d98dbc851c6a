import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { charsetOf, type Decode } from './charset.js';

const UNREADABLE = '\ufffd';
/** So many characters of more than one byte, with one of more than two among them, are no accident in a text of pairs. */
const NO_ACCIDENT = [/(?:\p{ASCII}*\P{ASCII}){4}/u, /[\u0800-\uffff]/];
/** What the first bytes of UTF-8 look like in Shift_JIS, where words of these alone are hardly ever UTF-8. */
const HALF_WIDTH = /[\uff61-\uff9f]/;
/** `Grüße`: a letter with a mark in the midst of a word, where a label of pairs would have an ideogram. */
const IN_A_WORD = /[a-z][\u00c0-\u024f]+[a-z]/i;

/** Characters that are counted at a stretch. */
const PIECE = 256 * 1024;
/** So long others wait for a part of a long text. Milliseconds. */
const MAX_BLOCKING_MS = 10;

type Labels = (string | null | undefined)[];

/**
 * The text of these bytes, which are said to be in the first of these charsets that is known. Labels of mails are often
 * wrong: what is UTF-8 throughout, and not plainly what its label says, is UTF-8. Else only what cannot be read becomes
 * U+FFFD. Without a label that helps, it is UTF-8, or windows-1252 where nothing of it is. A mark of UTF-16 at its begin goes
 * before any label (WHATWG Encoding, "BOM sniff"). Never throws.
 */
export function decodeText(bytes: Buffer, ...labels: Labels): string {
  const steps = decoding(bytes, labels);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same for what may be long: everybody else has a turn meanwhile. A megabyte of UTF-7 alone takes half a second. */
export async function decodeLongText(bytes: Buffer, ...labels: Labels): Promise<string> {
  const steps = decoding(bytes, labels);
  for (let since = performance.now(); ;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < MAX_BLOCKING_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}

/** Stops after each piece, and ends with the text. */
function* decoding(bytes: Buffer, labels: Labels): Generator<undefined, string> {
  const marked = markedAs(bytes);
  if (marked !== null) return yield* textBy(charsetOf(marked), bytes);
  const decode = labels.map((label) => charsetOf(label ?? '')).find((one) => one !== null);
  const utf8 = yield* textBy(charsetOf('utf-8'), bytes);
  if (!decode) {
    const isReadable = isUtf8(bytes) || /[^\p{ASCII}\ufffd]/u.test(utf8);
    return isReadable ? utf8 : yield* textBy(charsetOf('windows-1252'), bytes);
  }
  const labelled = yield* textBy(decode, bytes);
  if (isUtf8(bytes)) return isPlainly(labelled, utf8, bytes) ? labelled : utf8;
  return (yield* unreadable(utf8)) < (yield* unreadable(labelled)) ? utf8 : labelled;
}

function* textBy(decode: Decode | null, bytes: Buffer): Generator<undefined, string> {
  const pieces: string[] = [];
  for (const piece of decode?.(bytes) ?? []) {
    pieces.push(piece);
    yield;
  }
  return pieces.join('');
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

/** How many characters of it stand for what could not be read. */
function* unreadable(text: string): Generator<undefined, number> {
  let count = 0;
  for (let at = 0; at < text.length; at += PIECE) {
    const piece = text.slice(at, at + PIECE);
    count += piece.length - piece.replaceAll(UNREADABLE, '').length;
    yield;
  }
  return count;
}
