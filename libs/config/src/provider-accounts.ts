import { variableName } from './load-settings.js';
import { isPublished } from './secrets/published-secrets.js';

/** What each provider needs, all of it or nothing; of that, what is shown to it in a call; and where the real one is. */
const ACCOUNTS = {
  twilio: {
    needs: ['twilioAccountSid', 'twilioAuthToken'],
    shown: ['twilioAccountSid', 'twilioAuthToken'],
    baseUrl: 'twilioBaseUrl',
    real: /(^|\.)twilio\.com$/,
  },
  sendgrid: {
    needs: ['sendgridApiKey', 'sendgridWebhookPublicKey'],
    shown: ['sendgridApiKey'],
    baseUrl: 'sendgridBaseUrl',
    real: /(^|\.)sendgrid\.com$/,
  },
} as const;

type Provider = keyof typeof ACCOUNTS;
type Given = (property: string) => boolean;

const PROVIDERS = Object.keys(ACCOUNTS) as Provider[];

/** The variables that a provider is configured by: `TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN`. */
export function accountVariables(provider: Provider): string {
  return ACCOUNTS[provider].needs.map(variableName).join(' and ');
}

/** Takes the sandbox's credentials, which are defaults, out of settings for production: there, what is not set is not configured. */
export function withoutSandbox(settings: object, given: Given): void {
  const values = settings as Record<string, string>;
  for (const property of PROVIDERS.flatMap((provider) => ACCOUNTS[provider].needs))
    if (!given(property)) values[property] = '';
}

/** What is wrong in production: half of an account, or no provider at all. Each line names its variable. */
export function faultsOfAccounts(given: Given): string[] {
  const halves = PROVIDERS.flatMap((provider) => {
    const { needs } = ACCOUNTS[provider];
    const set = needs.find(given);
    if (set === undefined) return [];
    return needs
      .filter((name) => !given(name))
      .map((name) => `${variableName(name)} must be set in production, as ${variableName(set)} is`);
  });
  if (PROVIDERS.some((provider) => ACCOUNTS[provider].needs.some(given))) return halves;
  const ways = PROVIDERS.map(accountVariables).join(', or ');
  return [`${ways} must be set in production: without a provider nothing is sent`];
}

/**
 * Where the real service would be called with the sandbox's credentials: at its own address, or where only some of them are
 * one's own. Who has nothing but the sandbox's is sent to the sandbox. Each line names its variable.
 */
export function sandboxAtRealService(settings: object): string[] {
  const values = settings as Record<string, string>;
  return PROVIDERS.flatMap((provider) => {
    const { shown, baseUrl, real } = ACCOUNTS[provider];
    const address = values[baseUrl] ?? '';
    const published = shown.filter((name) => isPublished(values[name] ?? ''));
    const isReal = address === '' ? published.length < shown.length : real.test(new URL(address).hostname);
    if (!isReal) return [];
    return published.map(
      (name) => `${variableName(name)} is the sandbox's: the real ${provider} needs your own`,
    );
  });
}
