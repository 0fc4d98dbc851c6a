import { isUtf8 } from 'node:buffer';
import { WrongPart } from './wrong-part.js';

/**
 * The value of a JSON body; no bytes at all are an object without members.
 * @throws WrongPart for what is no JSON, or no UTF-8: it would be stored, and sent, with its characters replaced.
 */
export function jsonOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  if (!isUtf8(bytes)) throw new WrongPart(400, 'body', 'cannot be read: it is not UTF-8');
  const text = bytes.toString();
  try {
    // A byte order mark is no part of the text. https://www.rfc-editor.org/rfc/rfc8259#section-8.1
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    throw new WrongPart(400, 'body', `is not JSON: ${(error as Error).message}`);
  }
}
