import { passwordOf } from '../addresses/store-url.js';
import { isPublished, PUBLISHED_PASSWORD } from './published-secrets.js';
import { weaknessOf } from './secret-strength.js';

/** Settings whose value is known to us and to one other party alone; each proves who calls: who guesses one can forge. */
const SECRETS = ['sendgridInboundSecret', 'webhookSigningSecret', 'unsubscribeSecret'] as const;

/** What is not fit for production, by its setting: one line each, without its value. Empty settings are not looked at. */
export function faultsOfSecrets(settings: object): [property: string, fault: string][] {
  const values = settings as Record<string, string | undefined>;
  return SECRETS.flatMap((name): [string, string][] => {
    const fault = faultOfSecret(values[name] ?? '', 'proof');
    return fault === null ? [] : [[name, fault]];
  });
}

/**
 * Why a secret, or one of several separated by commas, is not fit for production; null for one that is, or is empty. A
 * `proof` proves to us who calls, or proves us to others; a `name` is given to us by the other side, however it looks.
 */
export function faultOfSecret(secret: string, use: 'proof' | 'name'): string | null {
  if (secret === '') return null;
  if (isPublished(secret))
    return "is the sandbox's, or an example of this repository; production needs your own";
  return use === 'proof' ? (partsOf(secret).map(weaknessOf).find(Boolean) ?? null) : null;
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
