import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { WebhookRequest } from '../message-provider.js';

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
/** SendGrid sends what has come together in a second, or 768 kB of events. */
export const SENDGRID_WEBHOOK_BOUNDS = { signatureHeader: SIGNATURE, bytes: 2 * 1024 * 1024 };
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

const MAX_KEYS = 3;

/**
 * The verification keys of SendGrid's settings page, one or several separated by commas: base64 of a DER
 * SubjectPublicKeyInfo, PEM armour allowed. None for an empty text; null where one is no such key.
 */
export function sendgridPublicKeys(list: string): KeyObject[] | null {
  if (list.trim() === '') return [];
  const keys = list.split(',').map(publicKey);
  return keys.length <= MAX_KEYS && keys.every((key) => key !== null) ? keys : null;
}

function publicKey(base64: string): KeyObject | null {
  const bare = base64.replace(/-----[A-Z ]+-----|\s/g, '');
  try {
    const key = createPublicKey({ key: Buffer.from(bare, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? key : null;
  } catch {
    return null;
  }
}

/**
 * Whether the callback carries the ECDSA signature of one of these keys of SendGrid over timestamp and raw body (SendGrid, "Event Webhook
 * security features") and its timestamp is within `toleranceMs` of now, either way.
 */
export function isSignedBySendgrid(
  keys: readonly KeyObject[],
  { headers, rawBody }: WebhookRequest,
  toleranceMs: number,
): boolean {
  const signature = headers[SIGNATURE];
  const timestamp = headers[TIMESTAMP] ?? '';
  if (!signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() - Number(timestamp) * 1_000) > toleranceMs) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), rawBody]);
  // node:crypto answers false, and does not throw, for a signature that is not DER.
  return keys.some((key) => verify('sha256', signed, key, Buffer.from(signature, 'base64')));
}
