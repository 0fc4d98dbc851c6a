import type { NextFunction, Request, Response } from 'express';
import { isWebhook } from './json-only.middleware.js';
import { mustBeUnicode } from './must-be-unicode.js';

const PLAIN_TYPES = new Set(['application/json', 'application/json; charset=utf-8']);
/** A larger body is worth the parsers' care. Bytes. */
const MOST = 64 * 1024;

/**
 * Reads what nearly every request has for a body: JSON that is neither compressed nor in another encoding, nor large, of a
 * length that is told before. The body parsers behind it, which do all of that, then leave it alone; for such a body
 * they would spend more time on finding out than on reading. Errors are told as they tell them.
 */
export function readPlainJson(request: Request, _response: Response, next: NextFunction): void {
  if (!isPlain(request)) return next();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    try {
      request.body = parsed(request, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    } catch (error) {
      return next(error);
    }
    next();
  });
}

function isPlain({ headers, url }: Request): boolean {
  const length = Number(headers['content-length']);
  return (
    length > 0 &&
    length <= MOST &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    PLAIN_TYPES.has(headers['content-type'] ?? '') &&
    !isWebhook(url)
  );
}

/** @throws what is not JSON, as the body parsers do: with a `type`, and marked as an error of HTTP. */
function parsed(request: Request, bytes: Buffer): unknown {
  try {
    mustBeUnicode(request, undefined, bytes, 'utf-8');
    const text = bytes.toString();
    // A byte order mark is no part of the text. https://www.rfc-editor.org/rfc/rfc8259#section-8.1
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    const marks = { status: 400, statusCode: 400, expose: true, type: 'entity.parse.failed' };
    throw Object.assign(error as Error, { ...marks, ...(error as object) });
  }
}
