import { forEachYielding } from '#config';
import { createHash } from 'node:crypto';

/** What is hashed at a stretch: characters, or bytes. */
const PIECE = 256 * 1024;

/** SHA-256 of the JSON of these values, in base64url. What is long in it is hashed in turns with what else is to be done. */
export async function digestOfJson(values: unknown[]): Promise<string> {
  return digest(jsonOf(values));
}

/** SHA-256 of these bytes, likewise. */
export async function digestOfBytes(bytes: Buffer): Promise<string> {
  return digest(partsOf(bytes));
}

async function digest(pieces: Iterable<string | Buffer>): Promise<string> {
  const hash = createHash('sha256');
  await forEachYielding(pieces, (piece) => hash.update(piece));
  return hash.digest('base64url');
}

/** As JSON.stringify has it, piece by piece. */
function* jsonOf(values: unknown[]): Generator<string> {
  for (const [index, value] of values.entries()) {
    yield index === 0 ? '[' : ',';
    if (typeof value === 'string') yield* jsonOfText(value);
    else yield JSON.stringify(value);
  }
  yield values.length === 0 ? '[]' : ']';
}

function* jsonOfText(text: string): Generator<string> {
  yield '"';
  for (let from = 0; from < text.length;) {
    const end = endOfPiece(text, from + PIECE);
    yield JSON.stringify(text.slice(from, end)).slice(1, -1);
    from = end;
  }
  yield '"';
}

/** Not between the halves of a character. */
function endOfPiece(text: string, end: number): number {
  const isHalf = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return isHalf ? end + 1 : end;
}

function* partsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
