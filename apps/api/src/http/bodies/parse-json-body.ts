import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { forEachYielding } from '#config';
import { UnacceptableRequest } from '../../problems/unacceptable-request.js';

/** What is smaller can hold little. Bytes. */
const SMALL_BYTES = 64 * 1024;
const PIECE_BYTES = 128 * 1024;
/**
 * What a body may hold, far more than a full batch does: JSON is read in one go, while which nothing else is done, and a list,
 * an object or a name in one takes as long to make as three plain values.
 */
const MAX_VALUES = 400_000;
const STRUCTURE = 3;

const [QUOTE, BACKSLASH, COMMA, COLON, LIST, OBJECT] = Buffer.from('"\\,:[{');

/**
 * The value of a JSON body; no bytes at all are an object without members.
 * @throws UnacceptableRequest for what is no JSON, or no UTF-8: it would be stored, and sent, with its characters replaced.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  return bytes.length === 0 ? {} : parsed(textOf(bytes));
}

/**
 * The same of a body that may be large: nobody waits for more than JSON.parse itself, which has a turn of the event loop of its own.
 * @throws as parseJsonBody, and UnacceptableRequest 413 for what has more in it than any request of ours.
 */
export async function parseLargeJsonBody(bytes: Buffer): Promise<unknown> {
  if (bytes.length <= SMALL_BYTES) return parseJsonBody(bytes);
  await refuseCrowded(bytes);
  await nextTurn();
  const text = textOf(bytes);
  await nextTurn();
  const body = parsed(text);
  await nextTurn();
  return body;
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new UnacceptableRequest(400, 'body', 'cannot be read: it is not UTF-8');
  const text = bytes.toString();
  // A byte order mark is no part of the text. https://www.rfc-editor.org/rfc/rfc8259#section-8.1
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnacceptableRequest(400, 'body', `is not JSON: ${(error as Error).message}`);
  }
}

/** Counts the values before they are parsed, a piece at a time. */
async function refuseCrowded(bytes: Buffer): Promise<void> {
  let values = 0;
  let inString = false;
  let at = 0;
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / PIECE_BYTES) },
    (_, n) => (n + 1) * PIECE_BYTES,
  );
  await forEachYielding(pieces, (end) => {
    for (; at < end && at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) inString = !inString;
      else if (inString) at += byte === BACKSLASH ? 1 : 0;
      else if (byte === COMMA) values += 1;
      else if (byte === COLON || byte === LIST || byte === OBJECT) values += STRUCTURE;
    }
    if (values > MAX_VALUES)
      throw new UnacceptableRequest(413, 'body', `holds more than ${MAX_VALUES} values`);
  });
}
