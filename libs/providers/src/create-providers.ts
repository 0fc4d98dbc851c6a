import { ProcessorSettings, type ServiceSettings } from '#config';
import type { ProviderAccount } from './accounts/default-account.js';
import type { Channel, MessageProvider } from './message-provider.js';
import { accountsAndRoutes } from './provider-accounts.js';
import { Providers } from './providers.js';
import { UnconfiguredProvider } from './unconfigured-provider.js';

/** Connections beyond the queues' concurrency: look-ups, and sends of the synchronous mode. */
const SPARE_SOCKETS = 50;
/** Of an app that has no queues. */
const SOCKETS = 100;

/**
 * Every provider this service knows, made from its settings and the accounts in the same environment.
 * @throws Error at boot, naming the variable, when a provider's settings are unusable.
 */
export function createProviders(settings: ServiceSettings): Providers {
  const chosen = {
    sms: settings.smsProvider.trim().toLowerCase(),
    email: settings.emailProvider.trim().toLowerCase(),
  };
  const { accounts, routes, paces } = accountsAndRoutes(settings);
  // A kind that nobody configured and nothing is to go by is none of this installation's.
  const used = accounts.filter(({ name, lack }) => lack === null || Object.values(chosen).includes(name));
  return new Providers(
    used.map((account) => create(account, settings)),
    chosen,
    routes,
    paces,
  );
}

function create(
  { name, kind, settings: own, lack, settingName }: ProviderAccount,
  settings: ServiceSettings,
): MessageProvider {
  if (lack !== null) return new UnconfiguredProvider(name, kind.channels, lack);
  return kind.create(own, {
    name,
    publicUrl: settings.publicUrl,
    timeoutMs: settings.providerTimeoutMs,
    maxSockets: socketsFor(kind.channels, settings) + SPARE_SOCKETS,
    settingName,
    isProduction: settings.isProduction,
    mailSecrets: settings.unsubscribeSecrets,
  });
}

function socketsFor(channels: readonly Channel[], settings: ServiceSettings): number {
  if (!(settings instanceof ProcessorSettings)) return SOCKETS;
  return channels.reduce((sum, channel) => sum + settings.callsOf(channel), 0);
}
