import type { IncomingHttpHeaders } from 'node:http';
import { UnacceptableRequest } from '../../problems/unacceptable-request.js';

/** Whether a body comes with the request. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

/**
 * Nothing compressed is taken: a few bytes would be much to hold, and to read.
 * @throws UnacceptableRequest 415, with what is taken. https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16
 */
export function refuseCompression(headers: IncomingHttpHeaders): void {
  mustBe('content-encoding', headers['content-encoding'], 'identity');
  mustBe('transfer-encoding', headers['transfer-encoding'], 'chunked');
}

function mustBe(header: string, given: string | undefined, plain: string): void {
  const coding = given?.trim() ?? '';
  if (coding === '' || coding.toLowerCase() === plain) return;
  const reason = `must be ${plain}: no compressed body is taken, got ${coding.slice(0, 100)}`;
  throw new UnacceptableRequest(415, header, reason, { 'Accept-Encoding': 'identity' });
}

const COMMON = 'application/json';
const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/** @throws UnacceptableRequest 415 for a body that is not declared as JSON, which is UTF-8 (RFC 8259, section 8.1). */
export function requireJson(headers: IncomingHttpHeaders): void {
  const given = headers['content-type'];
  if (given === COMMON) return;
  if (given === undefined || !JSON_TYPE.test(given)) {
    const reason = `must be application/json, got ${(given ?? 'none').slice(0, 100)}`;
    throw new UnacceptableRequest(415, 'content-type', reason, { Accept: COMMON });
  }
  const charset = CHARSET.exec(given)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset))
    throw new UnacceptableRequest(
      415,
      'content-type',
      `has an unsupported charset "${charset.slice(0, 100)}"`,
    );
}
