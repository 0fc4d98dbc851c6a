import twilio from 'twilio';
import type { WebhookRequest } from '../message-provider.js';

/**
 * Whether `X-Twilio-Signature` is Twilio's own over the full URL and the form fields (Twilio, "Webhooks security");
 * for other bodies over the URL, whose `bodySHA256` then covers the body. The SDK does the arithmetic: it
 * compares in constant time and knows that Twilio signs some addresses with their port and some without.
 */
export function isSignedByTwilio(authToken: string, { url, headers, rawBody }: WebhookRequest): boolean {
  const signature = headers['x-twilio-signature'];
  if (!authToken || !signature) return false;
  const body = rawBody.toString('utf8');
  try {
    return isForm(headers['content-type'])
      ? twilio.validateRequest(authToken, signature, url, fieldsOf(body))
      : twilio.validateRequestWithBody(authToken, signature, url, body);
  } catch {
    return false; // the SDK throws on an address that is no URL
  }
}

function isForm(contentType = 'application/x-www-form-urlencoded'): boolean {
  return contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/** A field that comes twice is signed with both its values. */
function fieldsOf(body: string): Record<string, string | string[]> {
  const form = new URLSearchParams(body);
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name);
    fields[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return fields;
}
