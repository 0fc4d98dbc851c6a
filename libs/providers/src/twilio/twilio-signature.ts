import twilio from 'twilio';
import type { WebhookRequest } from '../message-provider.js';
import { isForm } from './twilio-fields.js';

/** Twilio's callbacks are a few kB; what nobody has signed yet is not worth more work. */
export const TWILIO_WEBHOOK_BOUNDS = { signatureHeader: 'x-twilio-signature', bytes: 64 * 1024 };
/** Of its texts with ten files, some fifty. */
const MAX_FIELDS = 256;
/** HMAC-SHA1 in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

/**
 * Whether `X-Twilio-Signature` is Twilio's own over the full URL and the form fields (Twilio, "Webhooks security");
 * for other bodies over the URL, whose `bodySHA256` then covers the body. The SDK does the arithmetic: it
 * compares in constant time and knows that Twilio signs some addresses with their port and some without.
 */
export function isSignedByTwilio(authToken: string, { url, headers, rawBody }: WebhookRequest): boolean {
  const signature = headers[TWILIO_WEBHOOK_BOUNDS.signatureHeader] ?? '';
  if (!authToken || !SIGNATURE.test(signature) || rawBody.length > TWILIO_WEBHOOK_BOUNDS.bytes) return false;
  const body = rawBody.toString('utf8');
  try {
    return isForm(headers['content-type'])
      ? !hasTooManyFields(body) && twilio.validateRequest(authToken, signature, url, fieldsOf(body))
      : twilio.validateRequestWithBody(authToken, signature, url, body);
  } catch {
    return false; // the SDK throws on an address that is no URL
  }
}

function hasTooManyFields(body: string): boolean {
  return body.split('&', MAX_FIELDS + 1).length > MAX_FIELDS;
}

/** A field that comes twice is signed with both its values. */
function fieldsOf(body: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (typeof before === 'string') fields[name] = [before, value];
    else before.push(value);
  }
  return fields;
}
