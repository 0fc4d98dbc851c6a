import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isSameSecret } from '../answers/same-secret.js';
import { SesError } from './ses-error.js';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/((\d{8})\/([\w-]+)\/ses\/aws4_request), SignedHeaders=([\w;-]+), Signature=([\da-f]{64})$/;
const TOLERANCE_MS = 5 * 60_000;

interface SignedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  rawBody: Buffer;
}

/**
 * Holds a request to Signature Version 4 by this key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws SesError 403
 */
export function requireSignature(
  { method, path, headers, rawBody }: SignedRequest,
  key: { id: string; secret: string },
): void {
  const [, id = '', scope = '', day = '', region = '', names = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (signature === '') throw SesError.of('MissingAuthenticationTokenException');
  if (!isSameSecret(id, key.id)) throw SesError.of('UnrecognizedClientException');
  const time = String(headers['x-amz-date']);
  const sentAt = Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const isOfNow = Math.abs(Date.now() - sentAt) <= TOLERANCE_MS && time.startsWith(day);
  if (!isOfNow) throw SesError.of('SignatureDoesNotMatch', `Signature expired: ${time}`);

  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, path, '', lines.join(''), names, sha256(rawBody)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const secret = [day, region, 'ses', 'aws4_request'].reduce<Buffer>(
    (each, part) => hmac(each, part),
    Buffer.from(`AWS4${key.secret}`),
  );
  const isWhole = names.split(';').includes('host') && names.split(';').includes('x-amz-date');
  if (!isWhole || !isSameSecret(signature, hmac(secret, text).toString('hex')))
    throw SesError.of('SignatureDoesNotMatch');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
