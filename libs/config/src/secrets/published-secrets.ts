import { createPublicKey } from 'node:crypto';

/** What a fresh checkout uses against the sandbox. Refused in production. */
export const SANDBOX_CREDENTIALS = {
  twilioAccountSid: `AC${'0'.repeat(32)}`,
  twilioAuthToken: 'sandbox-auth-token',
  sendgridApiKey: 'SG.sandbox-api-key',
  sesAccessKeyId: 'AKIASANDBOX000000000',
  sesSecretAccessKey: 'sandbox-ses-secret-access-key',
  sesTopicArn: 'arn:aws:sns:us-east-1:000000000000:sandbox',
  smtpUrl: 'smtp://sandbox:sandbox-smtp-password@localhost:8025',
  vonageApplicationId: '00000000-0000-4000-8000-000000000000',
  /** PKCS #8 DER in base64. */
  vonagePrivateKey:
    'MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCHvsN2hZ1OEPQmtRfCQteuUu9VBx3A/4bz+5GIew4t2Yb4InbWq27pxCYocekyWqFx5CfMfmCIWm7dWJl8upvT09jApabXfzz90P0JmgVa5XzV9YG65+PirBVtEMmgv36XGorLqr2e+K5HjKrzjaTJ6qXrLO1AR7woGVmY/DMfuiGW5mhNGVTu/uqdbKS1f4MLe8pOQeJUZeP9HfmhobYe+SMjACg8tAxeTMZwzGIO527CaZJNF/B7rhU3er572D3iMUHeJtfSnTERpqx7OS09psauSWCwA0zBg6x52KMN+eA+oGPND/2m8skOPhJN630ntXVLEYTYjB00fnWzrIadAgMBAAECggEAJOabLQN6dSfPrxwIduMDzZw2+lbCZF4yOe33rHHDM3yQH7ECvC2DK6IKO3Fn0qvnelXq6cCrDjYDMEGvC8SQqr9Ki2gcmDU7B8aBmtQXQ5Ph4Snpl70E6nAcLPdk0EFuMLZi56WlAWuZuNKJAEdPdiJG80zVu+UkRYRKondgkG177IzuIdicd9Bf2b7kS1Wksgg9UBnTWBFQUF5dLO835wGNlzIr/JK1Z/zcSZawGm/PAXIgN7L3o8rfaxqfGxuzhp18rQynDU1/ZcB0XKGEqLDcSexUvfKMGcZpUPJfCHCXU47TmAUvxUwZIyAFgPs03Ewhdqv+fe3+eF58XgT4AwKBgQC7m5v3LFP0ER5eojFEF2LIsqb6DVIXlBqYjy7iGF6+FiI01TlrZ5kc8a9PqLHW2vAZbvmazNdUN0f1+LPV+8Whk5EPg5GEZNDk6UMNKp35cYF1cQIRyqRT0+xJMWcog/GY+/ycsZAML2YMIYTaWN3evyQR//oEZwdofzUjPzAn4wKBgQC5OxnG5Ujw7A/mLyrEA/T+7EccXTMT+PcXTSlnHDhYUG+xFgwuztDU/R5EsLXh8VfaqC3+eQPCAxxhwxOUtVfeo7FtwcJD3DSYf9gXvpebFR0mCIptANdhiJLS/lvLnVuIDradL8ORs52+yEe4Gr+jQhROAfr3/d2XBdBT0e7ffwKBgQCwo2WoxsLQ9OE8RsfODZrDznmqy6n0a0zTQVTqKfniTaKtTek/OA6Qkvn2LaYr3n3b5IH8/0rqjxYhAKYKHoDIjdEx4zW6itWoAfxQxERzHSy/78P8DmjESK+bhnlTS0/JM9B3lDNFVcdmOpUEpFFaLWt/yxyS0pLGD6dvZUoo8wKBgQCXPQAw+6jwvW3F3iEm5qw1MKpnKFm6Jv9o0SHLBKmkwhhQGNZdqZOtM/Zw02/OSYYYDFVxf1FoKa4UzHjCZMaYDEOkgB2j1rpDAa9ow795amXgVfzgP12cTyzChdhhidvgXVMRSJx/7I4R5elZEs4B+MQnZUqLDYbN9ntA1Roa9QKBgFn1fc7QavYsy7MrtmQpBQdWH27F8fgI9/KGlymc18ZLwEpxMlUJJgl/q1dGrObrDwXRZ9FuT/3nKCTb0X81ALL1HgjvY++DjiXGKMWrhFx5I13GhBSkLh6oqDYC3n2ScARjB/jtxdNtCkgO7mYy01aMVOaRMGnwd+xSwVbtsB9l',
  vonageSignatureSecret: 'sandbox-vonage-signature-secret',
  httpProviderSecret: 'whsec_dGhlIHNhbmRib3ggb2YgdGhlIGh0dHAgcHJvdmlkZXI=',
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
