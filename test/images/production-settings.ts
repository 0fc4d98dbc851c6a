import { generateKeyPairSync, randomBytes } from 'node:crypto';

const secret = () => randomBytes(24).toString('base64');

/** Secrets and accounts of no one, such as production accepts. What the apps are told besides is where their stores are. */
export function productionSettings(): Record<string, string> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://messages.example.com',
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: secret(),
    SENDGRID_API_KEY: `SG.${secret()}`,
    SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    WEBHOOK_SIGNING_SECRET: `whsec_${secret()}`,
    UNSUBSCRIBE_SECRET: secret(),
  };
}
