import { type Environment, isPublished, readSettings, variableName, withSecretFiles } from '#config';
import type { ProviderKind, SettingName } from './provider-kind.js';

/** One set of credentials at one kind of provider. */
export interface ProviderAccount {
  name: string;
  kind: ProviderKind;
  /** As its class has them; frozen. */
  settings: Readonly<Record<string, string | number | boolean>>;
  /** The variables that it needs and that are not set; null: none. */
  lack: string | null;
  settingName: SettingName;
}

/** `authToken` of `twilio`: `TWILIO_AUTH_TOKEN`. */
export function accountVariable(kind: ProviderKind, property: string): string {
  return `${kind.name.toUpperCase()}_${variableName(property)}`;
}

/** The variables of a kind's default account, and what each is where it is not set, outside production. */
export function accountDefaults(kind: ProviderKind): Record<string, string> {
  const defaults = { ...new kind.Account(), ...kind.sandbox };
  return Object.fromEntries(
    Object.entries(defaults).map(([property, value]) => [accountVariable(kind, property), String(value)]),
  );
}

/**
 * The account of a kind that the environment describes, with one line for each problem. Outside production what is not set is
 * the sandbox's.
 */
export function readDefaultAccount(
  kind: ProviderKind,
  env: Environment,
  { isProduction, sandboxPort }: { isProduction: boolean; sandboxPort: number },
): { account: ProviderAccount; problems: string[] } {
  // Before the sandbox's stand in for what is not set: a file sets it too.
  const files = withSecretFiles(env, Object.keys(accountDefaults(kind)));
  const given = Object.fromEntries(Object.entries(files.env).filter(([, value]) => (value ?? '') !== ''));
  const complete = isProduction ? given : { ...accountDefaults(kind), ...given };
  const nameOf = (property: string) => accountVariable(kind, property);
  const { settings, problems } = readAccountSettings(kind, complete, nameOf, sandboxPort);
  const lack = kind.credentials.some((name) => settings[name] === '') ? wantedBy(kind) : null;
  return {
    account: { name: kind.name, kind, settings, lack, settingName: nameOf },
    problems: [...files.problems, ...problems],
  };
}

/** Settings of an account, read by these names. Whoever has nothing but the sandbox's credentials is sent to the sandbox. */
export function readAccountSettings(
  kind: ProviderKind,
  values: Environment,
  nameOf: SettingName,
  sandboxPort: number,
): { settings: ProviderAccount['settings']; problems: string[] } {
  const { settings, problems } = readSettings(kind.Account, values, nameOf);
  const isSandboxes =
    settings.baseUrl === '' && kind.credentials.every((name) => isPublished(String(settings[name])));
  if (!isSandboxes) return { settings, problems };
  const sandbox = { ...values, [nameOf('baseUrl')]: `http://localhost:${sandboxPort}` };
  return { settings: readSettings(kind.Account, sandbox, nameOf).settings, problems };
}

/** The variables that a kind is configured by: `TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN`. */
export function wantedBy(kind: ProviderKind): string {
  return kind.needs.map((name) => accountVariable(kind, name)).join(' and ');
}
