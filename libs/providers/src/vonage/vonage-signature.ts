import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { jsonObject } from '../json-object.js';
import type { WebhookRequest } from '../message-provider.js';

const AUTHORIZATION = 'authorization';
/** A status is below 2 kB, an inbound text below 20 kB. */
export const VONAGE_WEBHOOK_BOUNDS = { signatureHeader: AUTHORIZATION, bytes: 64 * 1024 };
const BEARER = /^Bearer ([\w-]{1,2000})\.([\w-]{1,4000})\.([\w-]{43})$/i;

/** What has to be the same in the claims. Each may be empty: then it is not looked at. */
export interface VonageSignatory {
  /** The signature secret of the account; several, the newest first, while it is being changed. */
  secrets: readonly string[];
  applicationId: string;
}

/**
 * Whether a callback carries a JWT of Vonage's: signed with HS256 by the account's signature secret (no other algorithm
 * counts), made within `toleranceMs` of now, for our application where it names one, and over just this body: `payload_hash`
 * is its SHA-256 in hex. https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
 */
export function isSignedByVonage(
  { secrets, applicationId }: VonageSignatory,
  { headers, rawBody }: WebhookRequest,
  toleranceMs: number,
): boolean {
  const [, header = '', payload = '', signature = ''] = BEARER.exec(headers[AUTHORIZATION] ?? '') ?? [];
  if (signature === '' || partOf(header)?.alg !== 'HS256') return false;
  const given = Buffer.from(signature, 'base64url');
  const isSigned = secrets
    .filter((secret) => secret !== '')
    .map((secret) => createHmac('sha256', secret).update(`${header}.${payload}`).digest())
    .some((digest) => digest.length === given.length && timingSafeEqual(digest, given));
  const claims = isSigned ? partOf(payload) : null;
  if (!claims || !isOfNow(claims, toleranceMs)) return false;
  if (claims.application_id !== undefined && claims.application_id !== applicationId) return false;
  return claims.payload_hash === createHash('sha256').update(rawBody).digest('hex');
}

function isOfNow({ iat, exp }: Record<string, unknown>, toleranceMs: number): boolean {
  if (typeof iat !== 'number' || Math.abs(Date.now() - iat * 1_000) > toleranceMs) return false;
  return exp === undefined || (typeof exp === 'number' && exp * 1_000 > Date.now());
}

function partOf(text: string): Record<string, unknown> | null {
  return jsonObject(Buffer.from(text, 'base64url').toString('utf8')) ?? null;
}
