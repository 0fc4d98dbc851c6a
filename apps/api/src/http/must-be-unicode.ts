import { isUtf8 } from 'node:buffer';

/**
 * A check of body-parser's on the bytes of a body: what is no UTF-8 would be stored, and sent, with its characters
 * replaced. @throws an error that is answered with 400.
 */
export function mustBeUnicode(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset !== 'utf-8' || isUtf8(body)) return;
  throw Object.assign(new Error('it is not UTF-8'), { status: 400, type: 'charset.mismatch' });
}
