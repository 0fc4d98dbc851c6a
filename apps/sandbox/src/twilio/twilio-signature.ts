import { createHmac } from 'node:crypto';

/**
 * Signs a callback as Twilio documents it: the full URL, then each parameter's name and value in the order of their
 * names, HMAC-SHA1 with the auth token, base64 (https://www.twilio.com/docs/usage/security#validating-requests).
 * Written from that page and not with Twilio's SDK, which is what checks it.
 */
export function twilioSignature(authToken: string, url: string, params: Record<string, string>): string {
  const names = Object.keys(params).sort();
  const signed = names.reduce((text, name) => text + name + params[name], url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
