import { environmentOf, type ServiceSettings, SettingsError } from '#config';
import { faultsInProduction, sandboxAtRealService } from './accounts/account-faults.js';
import {
  accountDefaults,
  accountVariable,
  type ProviderAccount,
  readDefaultAccount,
  wantedBy,
} from './accounts/default-account.js';
import { PROVIDER_KINDS } from './provider-kinds.js';

/** Every variable of the accounts at providers, and what it is where it is not set, outside production. */
export function accountVariables(): Record<string, string> {
  return Object.assign({}, ...PROVIDER_KINDS.map(accountDefaults)) as Record<string, string>;
}

/** What logging at boot needs to know of the accounts: their variables, and what whoever starts it should know. */
export function accountWords(settings: ServiceSettings): { variables: string[]; notes: string[] } {
  const chosen = [settings.smsProvider, settings.emailProvider].map((name) => name.trim().toLowerCase());
  const notes = readAccounts(settings).accounts.flatMap(({ name, kind, settings: own, lack }) => {
    if (lack === null) return own.baseUrl ? [`${name} is called at ${own.baseUrl}`] : [];
    if (!chosen.includes(name)) return [];
    return [`${name} is not configured, and refuses ${kind.channels.join(' and ')}: set ${lack}`];
  });
  return { variables: Object.keys(accountVariables()), notes };
}

/**
 * The accounts at providers that the environment of these settings describes.
 * @throws SettingsError naming every variable that is wrong, all at once.
 */
export function providerAccounts(settings: ServiceSettings): ProviderAccount[] {
  const { accounts, problems } = readAccounts(settings);
  if (problems.length > 0) throw new SettingsError(problems);
  return accounts;
}

/** The same without throwing: one line for each problem. */
export function readAccounts(settings: ServiceSettings): {
  accounts: ProviderAccount[];
  problems: string[];
} {
  const read = PROVIDER_KINDS.map((kind) => readDefaultAccount(kind, environmentOf(settings), settings));
  const accounts = read.map(({ account }) => account);
  const malformed = read.flatMap(({ problems }) => problems);
  return { accounts, problems: malformed.length > 0 ? malformed : faultsOf(accounts, settings) };
}

function faultsOf(accounts: ProviderAccount[], { isProduction }: ServiceSettings): string[] {
  const fault = isProduction ? faultsInProduction : sandboxAtRealService;
  const faults = accounts.flatMap((account) =>
    fault(account, (property) => accountVariable(account.kind, property)),
  );
  const isNone = accounts.every(({ kind, settings }) => kind.needs.every((name) => settings[name] === ''));
  if (!isProduction || !isNone) return faults;
  const ways = PROVIDER_KINDS.map(wantedBy).join(', or ');
  return [`${ways} must be set in production: without a provider nothing is sent`];
}
