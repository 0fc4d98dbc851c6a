import { faultOfSecret, isPublished } from '#config';
import type { SettingName } from './provider-kind.js';
import type { ProviderAccount } from './default-account.js';

/** What is wrong with an account for production, besides what its class says. Each line names the setting, none its value. */
export function faultsInProduction({ kind, settings }: ProviderAccount, nameOf: SettingName): string[] {
  const value = (property: string) => String(settings[property] ?? '');
  const set = kind.needs.find((name) => value(name) !== '');
  const halves = kind.needs
    .filter((name) => set !== undefined && value(name) === '')
    .map((name) => `${nameOf(name)} must be set in production, as ${nameOf(set as string)} is`);
  const weak = kind.secrets.flatMap((name) => {
    const fault = faultOfSecret(value(name), kind.proofs.includes(name) ? 'proof' : 'name');
    return fault === null ? [] : [`${nameOf(name)} ${fault}`];
  });
  const plain = value('baseUrl').startsWith('http:')
    ? [`${nameOf('baseUrl')} must be https in production (the sandbox never runs there)`]
    : [];
  return [...halves, ...weak, ...plain];
}

/**
 * Where the real service would be called with the sandbox's credentials: at its own address, or where only some of them are
 * one's own.
 */
export function sandboxAtRealService({ kind, settings }: ProviderAccount, nameOf: SettingName): string[] {
  const address = String(settings.baseUrl ?? '');
  const published = kind.credentials.filter((name) => isPublished(String(settings[name])));
  const isReal =
    address === ''
      ? published.length < kind.credentials.length
      : URL.canParse(address) && kind.real.test(new URL(address).hostname);
  if (!isReal) return [];
  return published.map((name) => `${nameOf(name)} is the sandbox's: the real ${kind.name} needs your own`);
}
