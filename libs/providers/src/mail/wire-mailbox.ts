import libmime from 'libmime';
import { quoted, readMailbox } from '../addresses/mailbox.js';

/** RFC 2047, 2: 75 characters for each word, less its frame. */
const MAX_WORD_LENGTH = 52;

/**
 * A mailbox as the header of a mail has it, in ASCII: the domain's ASCII form, and a name with other characters as encoded
 * words (RFC 2047). What is no mailbox stays as it is.
 */
export function wireMailbox(text: string): string {
  const { wireAddress = text, name = '' } = readMailbox(text) ?? {};
  if (name === '') return wireAddress;
  const isAscii = /^[\x20-\x7e]*$/.test(name);
  return `${isAscii ? quoted(name) : libmime.encodeWord(name, 'B', MAX_WORD_LENGTH)} <${wireAddress}>`;
}
