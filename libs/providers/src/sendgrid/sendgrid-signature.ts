import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { WebhookRequest } from '../message-provider.js';

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
/** SendGrid sends what has come together in a second, or 768 kB of events. */
export const SENDGRID_WEBHOOK_BOUNDS = { signatureHeader: SIGNATURE, bytes: 2 * 1024 * 1024 };
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

/**
 * The verification key of SendGrid's settings page: base64 of a DER SubjectPublicKeyInfo, PEM armour allowed.
 * Null for an empty one. @throws Error at boot, naming the variable, when it is no such key.
 */
export function sendgridPublicKey(base64: string): KeyObject | null {
  const bare = base64.replace(/-----[A-Z ]+-----|\s/g, '');
  if (bare === '') return null;
  try {
    const key = createPublicKey({ key: Buffer.from(bare, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ec') return key;
  } catch {
    // said below, for both
  }
  throw new Error(
    'SENDGRID_WEBHOOK_PUBLIC_KEY is not the base64 key that SendGrid shows under "Signed Event Webhook"',
  );
}

/**
 * Whether the callback carries SendGrid's ECDSA signature over timestamp and raw body (SendGrid, "Event Webhook
 * security features") and its timestamp is within `toleranceMs` of now, either way.
 */
export function isSignedBySendgrid(
  key: KeyObject | null,
  { headers, rawBody }: WebhookRequest,
  toleranceMs: number,
): boolean {
  const signature = headers[SIGNATURE];
  const timestamp = headers[TIMESTAMP] ?? '';
  if (!key || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() - Number(timestamp) * 1_000) > toleranceMs) return false;
  // node:crypto answers false, and does not throw, for a signature that is not DER.
  return verify(
    'sha256',
    Buffer.concat([Buffer.from(timestamp), rawBody]),
    key,
    Buffer.from(signature, 'base64'),
  );
}
