import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { withoutShifts, withoutTildes } from './shifted-charset.js';

/** Turns bytes into text, piece by piece; what it cannot read becomes U+FFFD. */
export type Decode = (bytes: Buffer) => Iterable<string>;

/** What is decoded at a stretch: of the slowest, UTF-7, that takes 30 ms. Bytes. */
const PIECE = 64 * 1024;
const ESCAPE = 0x1b;

/** Names in use for what the standards call otherwise, without all but letters and digits. */
const ALIASES: Record<string, string> = {
  unicode11utf7: 'utf-7',
  xunicode20utf7: 'utf-7',
  cp65001: 'utf-8',
  windows65001: 'utf-8',
  utf8mac: 'utf-8',
  utf8mb4: 'utf-8',
  uhc: 'euc-kr',
  xwindows949: 'euc-kr',
  ms949: 'euc-kr',
  dos866: 'ibm866',
};

/** Not charsets: what transports and programs call "just bytes", and the codings that iconv-lite has beside its charsets. */
const NONE = new Set(['base64', 'hex', 'binary', 'internal', '8bit', '7bit']);

/** Seven bits only: they say nothing of other bytes. WHATWG takes these labels for windows-1252. */
const SEVEN_BITS = new Set([
  'usascii',
  'ascii',
  'ansix341968',
  'ansix341986',
  'iso646us',
  'iso646irv1991',
  'isoir6',
  'cp367',
  'ibm367',
  'csascii',
  'us',
]);

/**
 * How text under this label is read: by the WHATWG Encoding Standard, in which iso-8859-1 means windows-1252, and beyond it
 * what iconv-lite and RFC 1557, 1842 and 1922 know. Null for a label that nobody knows, or that tells nothing of bytes
 * above 7F: `us-ascii`, `unknown-8bit`.
 */
export function charsetOf(label: string): Decode | null {
  const name = (label.split(';', 1)[0] as string).replace(/["'\s]/g, '').toLowerCase();
  const short = name.replace(/[^a-z0-9]/g, '');
  if (short === '' || NONE.has(short) || SEVEN_BITS.has(short)) return null;
  if (/^(cs)?iso2022jp|^(cp|windows)?5022[012]$/.test(short)) return whatwg('iso-2022-jp');
  if (/^(cs)?iso2022kr$/.test(short)) return (bytes) => known('euc-kr')(withoutShifts(bytes));
  if (/^iso2022cn/.test(short)) return (bytes) => known('gbk')(withoutShifts(bytes));
  if (/^hz(gb2312)?$/.test(short)) return (bytes) => known('gbk')(withoutTildes(bytes));
  if (/^(cs)?(utf(16|32)|ucs[24]|unicode)(le|be)?$/.test(short)) return wide(short);
  const standard = whatwgName(ALIASES[short] ?? name) ?? whatwgName(short);
  // Node's own windows-125x are wrong in places.
  const own = [standard, ALIASES[short], short].find((one) => one != null && iconv.encodingExists(one));
  if (own != null && standard !== 'utf-8') return known(own);
  return standard === null ? null : whatwg(standard);
}

/** What has no zeros, and is UTF-8, is not UTF-16: the label was wrong. Without a mark, it is looked which way round it is. */
function wide(short: string): Decode {
  const name = /^(cs)?(ucs2|unicode)$/.test(short) ? 'utf-16' : short;
  const ours = iconv.encodingExists(name) ? name : 'utf-16';
  return (bytes) => known(isUtf8(bytes) && !bytes.includes(0) ? 'utf-8' : ours)(bytes);
}

function whatwgName(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** By the standard's own decoder. Node's keeps no state of ISO-2022-JP between pieces: each begins where it is set anew. */
function whatwg(name: string): Decode {
  if (name === 'iso-2022-jp') return (bytes) => decoded(name, piecesOf(bytes, ESCAPE));
  if (name !== 'utf-8') return (bytes) => decoded(name, [bytes]);
  return function* (bytes) {
    const decoder = new TextDecoder();
    for (const piece of piecesOf(bytes)) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  };
}

function* decoded(name: string, pieces: Iterable<Buffer>): Generator<string> {
  for (const piece of pieces) yield new TextDecoder(name).decode(piece);
}

/** By iconv-lite, which knows this name. */
function known(name: string): Decode {
  return function* (bytes) {
    const decoder = iconv.getDecoder(name);
    for (const piece of piecesOf(bytes)) yield decoder.write(piece);
    yield decoder.end() ?? '';
  };
}

/** `start`: the byte that each but the first begins with. */
function* piecesOf(bytes: Buffer, start?: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const cut = start === undefined ? at + PIECE : bytes.indexOf(start, at + PIECE);
    const end = cut < 0 ? bytes.length : cut;
    yield bytes.subarray(at, end);
    at = end;
  }
}
