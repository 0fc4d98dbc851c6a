import { ProcessorSettings, type ServiceSettings } from '#config';
import type { MessageProvider } from './message-provider.js';
import { Providers } from './providers.js';
import { SendgridProvider } from './sendgrid/sendgrid-provider.js';
import { TwilioProvider } from './twilio/twilio-provider.js';
import { UnconfiguredProvider } from './unconfigured-provider.js';

/** Connections beyond the queues' concurrency: look-ups, and sends of the synchronous mode. */
const SPARE_SOCKETS = 50;

/**
 * The registry: every provider this service knows, made from its settings. A further provider is one line here.
 * @throws Error at boot, naming the variable, when a provider's settings are unusable.
 */
export function createProviders(settings: ServiceSettings): Providers {
  const [texts, mails] =
    settings instanceof ProcessorSettings
      ? [settings.callsOf('sms') + settings.callsOf('mms'), settings.callsOf('email')]
      : [100, 100];
  return new Providers([twilio(settings, texts + SPARE_SOCKETS), sendgrid(settings, mails + SPARE_SOCKETS)], {
    sms: settings.smsProvider.trim().toLowerCase(),
    email: settings.emailProvider.trim().toLowerCase(),
  });
}

function twilio(settings: ServiceSettings, maxSockets: number): MessageProvider {
  const lack = settings.lackOf('twilio');
  if (lack !== null) return new UnconfiguredProvider('twilio', ['sms', 'mms'], lack);
  return new TwilioProvider({
    accountSid: settings.twilioAccountSid,
    authToken: settings.twilioAuthToken,
    baseUrl: settings.twilioAddress,
    publicUrl: settings.publicUrl,
    timeoutMs: settings.providerTimeoutMs,
    maxSockets,
  });
}

function sendgrid(settings: ServiceSettings, maxSockets: number): MessageProvider {
  const lack = settings.lackOf('sendgrid');
  if (lack !== null) return new UnconfiguredProvider('sendgrid', ['email'], lack);
  return new SendgridProvider({
    apiKey: settings.sendgridApiKey,
    baseUrl: settings.sendgridAddress,
    webhookPublicKey: settings.sendgridWebhookPublicKey,
    webhookToleranceMs: settings.sendgridWebhookToleranceSeconds * 1_000,
    timeoutMs: settings.providerTimeoutMs,
    maxSockets,
  });
}
