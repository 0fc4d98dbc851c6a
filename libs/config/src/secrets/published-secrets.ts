import { createPublicKey } from 'node:crypto';

/** What a fresh checkout uses against the sandbox. Refused in production. */
export const SANDBOX_CREDENTIALS = {
  twilioAccountSid: `AC${'0'.repeat(32)}`,
  twilioAuthToken: 'sandbox-auth-token',
  sendgridApiKey: 'SG.sandbox-api-key',
  smtpUrl: 'smtp://sandbox:sandbox-smtp-password@localhost:8025',
  webhookSigningSecret: 'whsec_c2VuZHN0cmVhbSBmb3IgZGV2ZWxvcG1lbnQgb25seSEh',
  unsubscribeSecret: 'sandbox-unsubscribe-secret',
} as const;

/**
 * Everything in this repository that could be taken for a secret of one's own: a spec reads all its files and holds
 * this list complete.
 */
const PUBLISHED = [
  ...Object.values(SANDBOX_CREDENTIALS),
  // The key pair of docker/dev.env.
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgL6hq7WVOp3Zd7Uw90SNv4p7KP7EEP3YYgvNHJXBMCK+hRANCAAQVJwLeXxQWslwx742DQ9t6Y6n7E0dpwMfymZeXEFK7+21+p6xqhlXNoL662CRUaxM/pulrdKen38W9KznO/umM',
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFScC3l8UFrJcMe+Ng0PbemOp+xNHacDH8pmXlxBSu/ttfqesaoZVzaC+utgkVGsTP6bpa3Snp9/FvSs5zv7pjA==',
  // SendGrid's example of a signed event.
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
  // Examples of Standard Webhooks and of our own documents.
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
];

const IDENTITIES = new Set(PUBLISHED.map(identityOf));

/** The password that docker/dev.env and the default of DATABASE_URL have. */
export const PUBLISHED_PASSWORD = 'postgres';

/** Whether a secret, or one of several separated by commas, stands in this repository; however it is written. */
export function isPublished(secret: string): boolean {
  return secret.split(',').some((each) => IDENTITIES.has(identityOf(each)));
}

/** The same for all ways to write one secret: base64 with and without its end, keys in armour, points compressed. */
function identityOf(secret: string): string {
  const bare = secret.replace(/-----[A-Z ]+-----|\s/g, '');
  const bytes = Buffer.from(bare.replace(/^whsec_/, ''), 'base64');
  if (bare.startsWith('whsec_')) return `whsec ${bytes.toString('hex')}`;
  try {
    const { x, y } = createPublicKey({ key: bytes, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    return `public key ${x} ${y}`;
  } catch {
    return bare;
  }
}
