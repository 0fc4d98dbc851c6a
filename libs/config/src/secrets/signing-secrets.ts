import { ValidateBy } from 'class-validator';

const FORM = /^whsec_([A-Za-z0-9+/]+)={0,2}$/;
const [MIN_BYTES, MAX_BYTES, MAX_SECRETS] = [24, 64, 3];

/** Holds a setting to be up to three secrets of Standard Webhooks, separated by commas. */
export function AreSigningSecrets(): PropertyDecorator {
  return ValidateBy({
    name: 'areSigningSecrets',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && areSigningSecrets(value),
      defaultMessage: () =>
        'must be whsec_ and 24 to 64 bytes as base64, or up to three of those with commas',
    },
  });
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
function areSigningSecrets(list: string): boolean {
  const secrets = list.split(',');
  return secrets.length <= MAX_SECRETS && secrets.every(isSigningSecret);
}

function isSigningSecret(secret: string): boolean {
  const base64 = FORM.exec(secret)?.[1] ?? '';
  const { length } = Buffer.from(base64, 'base64');
  // A single character beyond the last byte says nothing; libraries that are strict refuse it.
  return length >= MIN_BYTES && length <= MAX_BYTES && base64.length % 4 !== 1;
}
