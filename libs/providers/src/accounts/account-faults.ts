import { faultOfSecret, isPublished } from '#config';
import type { ProviderAccount } from './default-account.js';

/** What is wrong with an account for production, besides what its class says. Each line names the setting, none its value. */
export function faultsInProduction({ kind, settings, settingName }: ProviderAccount): string[] {
  const value = (property: string) => String(settings[property] ?? '');
  const set = kind.needs.find((name) => value(name) !== '');
  const halves = kind.needs
    .filter((name) => set !== undefined && value(name) === '')
    .map((name) => `${settingName(name)} must be set in production, as ${settingName(set as string)} is`);
  const weak = kind.secrets.flatMap((name) => {
    const fault = faultOfSecret(value(name), kind.proofs.includes(name) ? 'proof' : 'name');
    return fault === null ? [] : [`${settingName(name)} ${fault}`];
  });
  const plain = value('baseUrl').startsWith('http:')
    ? [`${settingName('baseUrl')} must be https in production (the sandbox never runs there)`]
    : [];
  return [...halves, ...weak, ...plain];
}

/**
 * Where the real service would be called with the sandbox's credentials: at its own address, or where only some of them are
 * one's own.
 */
export function sandboxAtRealService({ kind, settings, settingName }: ProviderAccount): string[] {
  if (kind.real === null) return [];
  const address = String(settings.baseUrl ?? '');
  const published = kind.credentials.filter((name) => isPublished(String(settings[name])));
  const isReal =
    address === ''
      ? published.length < kind.credentials.length
      : URL.canParse(address) && kind.real.test(new URL(address).hostname);
  if (!isReal) return [];
  return published.map(
    (name) => `${settingName(name)} is the sandbox's: the real ${kind.name} needs your own`,
  );
}
