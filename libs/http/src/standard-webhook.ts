import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** What the libraries of the specification allow. */
const TOLERANCE_MS = 300_000;
/** One of each secret, while they are being changed. */
const MAX_SIGNATURES = 10;

/** A fresh secret in the form of Standard Webhooks: `whsec_` and 32 random bytes as base64. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * The headers that say who a webhook is from and when it was sent. `id` stays the same over all attempts; with several
 * secrets, of which one is on its way out, there is a signature of each.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  id: string,
  body: string,
  secrets: string[],
  now: Date = new Date(),
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signatures = secrets.map(
    (secret) => `v1,${digestOf(secret, id, timestamp, body).toString('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * Whether one of the secrets signed this body, and no longer than `toleranceMs` ago (nor later than that from now). In
 * constant time; never throws. `headers` with lower-case names.
 */
export function isSignedWebhook(
  headers: Record<string, string | undefined>,
  body: Buffer,
  secrets: string[],
  toleranceMs = TOLERANCE_MS,
): boolean {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() - Number(timestamp) * 1_000) > toleranceMs) return false;
  const given = (headers['webhook-signature'] ?? '')
    .split(' ', MAX_SIGNATURES)
    .flatMap((each) => (each.startsWith('v1,') ? [Buffer.from(each.slice(3))] : []));
  // Compared as they are written: who decodes base64 passes over what is none.
  return secrets
    .map((secret) => Buffer.from(digestOf(secret, id, timestamp, body).toString('base64')))
    .some((digest) => given.some((one) => one.length === digest.length && timingSafeEqual(one, digest)));
}

function digestOf(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
