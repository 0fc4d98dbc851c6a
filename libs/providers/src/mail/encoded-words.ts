import { quoted } from '../addresses/mailbox.js';
import { decodeText } from '../charsets/decode-text.js';

/** RFC 2047, 2, with the language of RFC 2231, 5: `=?charset*language?B or Q?text?=`. Programs leave spaces in the text. */
const WORD = String.raw`=\?[^\s?]{1,100}\?[bq]\?[^?]*\?=`;
/** Of words side by side the space between is no part (RFC 2047, 6.2). */
const RUN = String.raw`${WORD}(?:\s*${WORD})*`;
const EACH_WORD = /=\?(?<charset>[^\s?*]{1,100})[^\s?]*\?(?<coding>[bq])\?(?<text>[^?]*)\?=/gi;
const EACH_RUN = new RegExp(RUN, 'gi');
const EACH_QUOTED_OR_RUN = new RegExp(String.raw`"(?:[^"\\]|\\.)*"|${RUN}`, 'gi');

/** A header's text with its encoded words read (RFC 2047); a character may be split between two of them. */
export function decodeWords(header: string): string {
  return header.replace(EACH_RUN, textOf);
}

/**
 * The same for an address list: what a word holds is a name, whatever looks like an address, a comma or a bracket in it (RFC
 * 2047, 5 (3) and 6.2: the list is taken apart first), and stays within quotes where it needs them.
 */
export function decodeAddressWords(list: string): string {
  return list.replace(EACH_QUOTED_OR_RUN, (part) => {
    if (!part.startsWith('"')) return quoted(nameIn(part));
    return part.replace(EACH_RUN, (run) => nameIn(run).replace(/["\\]/g, '\\$&'));
  });
}

function nameIn(run: string): string {
  return textOf(run).replace(/\p{Cc}+/gu, ' ');
}

function textOf(run: string): string {
  const parts: { charset: string; coding: string; text: string }[] = [];
  for (const { groups = {} } of run.matchAll(EACH_WORD)) {
    const [charset = '', coding = ''] = [groups.charset, groups.coding].map((each) => each?.toLowerCase());
    const text = groups.text ?? '';
    const last = parts.at(-1);
    if (last?.charset === charset && last.coding === coding) last.text += text;
    else parts.push({ charset, coding, text });
  }
  return parts
    .map(({ charset, coding, text }) => decodeText((coding === 'b' ? base64 : unquotedBytes)(text), charset))
    .join('');
}

/** Of words side by side: each may end in padding, or in the midst of three bytes. */
function base64(text: string): Buffer {
  return Buffer.concat(text.split(/(?<==)(?!=)/).map((part) => Buffer.from(part, 'base64')));
}

function unquotedBytes(text: string): Buffer {
  const plain = Buffer.from(text.replaceAll('_', ' ')).toString('latin1');
  const bytes = plain.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
