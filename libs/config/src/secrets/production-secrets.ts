import { passwordOf } from '../addresses/store-url.js';
import { isPublished, PUBLISHED_PASSWORD } from './published-secrets.js';
import { weaknessOf } from './secret-strength.js';

/** Settings whose value is known to us and to one other party alone, or names one. */
const SECRETS = [
  'twilioAccountSid',
  'twilioAuthToken',
  'sendgridApiKey',
  'sendgridWebhookPublicKey',
  'sendgridInboundSecret',
  'webhookSigningSecret',
  'unsubscribeSecret',
] as const;

/** Of those, what proves to us who calls, or proves us to others: who guesses one can forge. */
const PROOFS: readonly string[] = [
  'twilioAuthToken',
  'sendgridInboundSecret',
  'webhookSigningSecret',
  'unsubscribeSecret',
];

/** What is not fit for production, by its setting: one line each, without its value. Empty settings are not looked at. */
export function faultsOfSecrets(settings: object): [property: string, fault: string][] {
  const values = settings as Record<string, string | undefined>;
  return SECRETS.flatMap((name): [string, string][] => {
    const value = values[name] ?? '';
    if (value === '') return [];
    if (isPublished(value))
      return [[name, "is the sandbox's, or an example of this repository; production needs your own"]];
    const weak = PROOFS.includes(name) ? partsOf(value).map(weaknessOf).find(Boolean) : null;
    return weak ? [[name, weak]] : [];
  });
}

/** Whether a database that more than this machine reaches has the password that this repository publishes. */
export function hasPublishedPassword(databaseUrl: string): boolean {
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(new URL(databaseUrl).hostname);
  return !isLocal && passwordOf(databaseUrl) === PUBLISHED_PASSWORD;
}

/** One may be several, and begin with what all of its kind begin with. */
function partsOf(secret: string): string[] {
  return secret.split(',').map((each) => each.replace(/^whsec_/, ''));
}
