import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
  verify,
} from 'node:crypto';

/** The other half of the key that the application signs with: PEM, or base64 of it or of its DER. */
export function publicHalf(privateKey: string): KeyObject {
  const bytes = Buffer.from(privateKey, 'base64');
  const pem = [privateKey, bytes.toString('latin1')].find((text) => text.includes('-----BEGIN'));
  const key = pem
    ? pem.replaceAll('\\n', '\n')
    : { key: bytes, format: 'der' as const, type: 'pkcs8' as const };
  return createPublicKey(createPrivateKey(key));
}

/** The claims of a bearer token that this key signed with RS256 and that has not ended; null for any other. */
export function claimsOf(token: string, key: KeyObject): Record<string, unknown> | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return null;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  return Number(claims.exp) > Date.now() / 1_000 ? claims : null;
}

/**
 * The header of a callback with this body, as Vonage documents it: HS256 by the signature secret, `payload_hash` is the SHA-256 of
 * the body in hex (https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks). Written from
 * that page, and not from what checks it.
 */
export function callbackToken(body: string, secret: string, applicationId: string): string {
  const claims = {
    iat: Math.floor(Date.now() / 1_000),
    jti: randomUUID(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(body).digest('hex'),
    api_key: 'sandbox0',
    application_id: applicationId,
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
