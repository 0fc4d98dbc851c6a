import { generateKeyPairSync, sign } from 'node:crypto';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Variables of a system whose SendGrid signs its events with the key of this file. */
export const SIGNED_EVENTS = {
  SENDGRID_WEBHOOK_PRIVATE_KEY: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
};

/** The headers with which SendGrid posts this body now. */
export function eventHeaders(body: string | Buffer): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]);
  return {
    'content-type': 'application/json',
    'x-twilio-email-event-webhook-timestamp': timestamp,
    'x-twilio-email-event-webhook-signature': sign('sha256', signed, privateKey).toString('base64'),
  };
}
