import { createHash, createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { variableName } from '#config';
import { VonageProvider, type VonageOptions } from './vonage-provider.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  publicKeyEncoding: { format: 'pem', type: 'spki' },
});

/** The other half of the fixture's key. */
export const VONAGE_PUBLIC_KEY = publicKey;
export const VONAGE_ACCOUNT = {
  applicationId: '78d335fa-323d-0114-9c3d-d6f0d48968cf',
  privateKey,
  signatureSecrets: ['the signature secret of an account'],
};

export function vonageAt(baseUrl: string, changes: Partial<VonageOptions> = {}): VonageProvider {
  return new VonageProvider({
    name: 'vonage',
    ...VONAGE_ACCOUNT,
    webhookToleranceMs: 600_000,
    baseUrl,
    publicUrl: 'https://sendstream.example/',
    timeoutMs: 2_000,
    settingName: (property) => `VONAGE_${variableName(property)}`,
    ...changes,
  });
}

/** The claims that Vonage makes of a callback with this body, and what is to be otherwise. */
export function vonageClaims(body: string, changes: object = {}): object {
  const payload_hash = createHash('sha256').update(body).digest('hex');
  const iat = Math.floor(Date.now() / 1_000);
  const account = { api_key: 'abcd1234', application_id: VONAGE_ACCOUNT.applicationId };
  return { iat, jti: randomUUID(), iss: 'Vonage', payload_hash, ...account, ...changes };
}

/** A JWT of these claims, by HMAC. */
export function hmacToken(
  claims: object,
  secret: string,
  header: object = { typ: 'JWT', alg: 'HS256' },
): string {
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
