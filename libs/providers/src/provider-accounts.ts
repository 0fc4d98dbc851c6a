import {
  environmentOf,
  type FilePace,
  type FileRoute,
  readRoutesFile,
  type RoutesFile,
  type ServiceSettings,
  SettingsError,
} from '#config';
import { faultsInProduction, sandboxAtRealService } from './accounts/account-faults.js';
import {
  accountDefaults,
  type ProviderAccount,
  readDefaultAccount,
  wantedBy,
} from './accounts/default-account.js';
import { readFileAccount } from './accounts/file-account.js';
import { checkAccountsOf } from './accounts/route-accounts.js';
import type { ProviderKind } from './accounts/provider-kind.js';
import { PROVIDER_KINDS } from './provider-kinds.js';

/** Who can be sent by, and which messages go where. */
export interface AccountsAndRoutes {
  accounts: ProviderAccount[];
  routes: readonly FileRoute[];
  /** How fast senders and accounts may send, as the routes file says. */
  paces: readonly FilePace[];
}

const NO_FILE: RoutesFile = { accounts: [], routes: [], paces: [], faults: [] };

/** Every variable of the default accounts at providers, and what it is where it is not set, outside production. */
export function accountVariables(): Record<string, string> {
  return Object.assign({}, ...PROVIDER_KINDS.map(accountDefaults)) as Record<string, string>;
}

/** What logging at boot needs to know of the accounts: their variables, and what whoever starts it should know. */
export function accountWords(settings: ServiceSettings): { variables: string[]; notes: string[] } {
  const chosen = [settings.smsProvider, settings.emailProvider].map((name) => name.trim().toLowerCase());
  const { accounts, routes } = readAccounts(settings).read;
  const used = new Set([
    ...chosen,
    ...routes.flatMap((route) => route.accounts.map(({ account }) => account)),
  ]);
  const notes = accounts.flatMap(({ name, kind, settings: own, lack }) => {
    // Outside production the sandbox's accounts are all configured.
    if (!used.has(name)) return settings.isProduction && lack === null ? [unused(name, kind)] : [];
    if (lack === null) return own.baseUrl ? [`${name} is called at ${own.baseUrl}`] : [];
    return [`${name} is not configured, and refuses ${kind.channels.join(' and ')}: set ${lack}`];
  });
  const ofFile = routes.length === 0 ? [] : [`routes read from ROUTES_FILE: ${routes.length}`];
  return { variables: Object.keys(accountVariables()), notes: [...notes, ...ofFile] };
}

/** Said of an account that somebody has set up, and that nothing leads to. */
function unused(name: string, { channels }: ProviderKind): string {
  const variables = new Set(channels.map((each) => (each === 'email' ? 'EMAIL_PROVIDER' : 'SMS_PROVIDER')));
  return `${name} is configured, and sends nothing: neither ${[...variables].join(' nor ')} nor a route names it`;
}

/**
 * The accounts at providers that the environment of these settings and their routes file describe, and the routes to them.
 * @throws SettingsError naming every variable, and every line of the file, that is wrong, all at once.
 */
export function accountsAndRoutes(settings: ServiceSettings): AccountsAndRoutes {
  const { read, problems } = readAccounts(settings);
  if (problems.length > 0) throw new SettingsError(problems);
  return read;
}

/** The same without throwing: one line for each problem. */
export function readAccounts(settings: ServiceSettings): { read: AccountsAndRoutes; problems: string[] } {
  const env = environmentOf(settings);
  const defaults = PROVIDER_KINDS.map((kind) => readDefaultAccount(kind, env, settings));
  const file = settings.routesFile === '' ? NO_FILE : readRoutesFile(settings.routesFile, env);
  const further = file.accounts.map((account) => readFileAccount(account, PROVIDER_KINDS, settings));
  const accounts = [
    ...defaults.map(({ account }) => account),
    ...further.filter((account) => account !== null),
  ];
  // What an account lacks is said of the account: a route to it would only repeat it.
  if (!further.includes(null)) for (const route of file.routes) checkAccountsOf(route, accounts);
  for (const { of, name, fault } of file.paces) {
    const isKnown = of === 'sender' || accounts.some((account) => account.name === name);
    if (!isKnown && !further.includes(null)) fault('is the pace of no account there is');
  }
  const ofFile = file.faults
    .sort((one, other) => one.line - other.line)
    .map(
      ({ line, field, reason }) => `ROUTES_FILE line ${line}: ${field === '' ? '' : `${field} `}${reason}`,
    );
  const malformed = defaults.flatMap(({ problems }) => problems);
  const ofVariables = malformed.length > 0 ? malformed : faultsOf(accounts, settings);
  return {
    read: { accounts, routes: file.routes, paces: file.paces },
    problems: [...ofVariables, ...ofFile],
  };
}

function faultsOf(accounts: ProviderAccount[], { isProduction }: ServiceSettings): string[] {
  const ofVariables = accounts.filter(({ name, kind }) => name === kind.name);
  if (!isProduction) return ofVariables.flatMap(sandboxAtRealService);
  const isNone = accounts.every(({ kind, settings }) => kind.needs.every((name) => settings[name] === ''));
  if (!isNone) return ofVariables.flatMap(faultsInProduction);
  const ways = PROVIDER_KINDS.map(wantedBy).join(', or ');
  return [`${ways} must be set in production: without a provider nothing is sent`];
}
