import { randomUUID } from 'node:crypto';
import { twilioSignature } from './twilio-signature.js';

/** A request as Twilio makes it to an application: a form, and its signature. */
export function signedForm(
  authToken: string,
  url: string,
  params: Record<string, string>,
): { headers: Record<string, string>; body: string } {
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'User-Agent': 'TwilioProxy/1.1',
    'I-Twilio-Idempotency-Token': randomUUID(),
    'X-Twilio-Signature': twilioSignature(authToken, url, params),
  };
  return { headers, body: new URLSearchParams(params).toString() };
}
