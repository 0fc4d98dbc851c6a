import { ProcessorSettings, type ServiceSettings } from '#config';
import { Providers } from './providers.js';
import { SendgridProvider } from './sendgrid/sendgrid-provider.js';
import { TwilioProvider } from './twilio/twilio-provider.js';

/** Connections beyond the queues' concurrency: look-ups, and sends of the synchronous mode. */
const SPARE_SOCKETS = 50;

/**
 * The registry: every provider this service knows, made from its settings. A further provider is one line here.
 * @throws Error at boot, naming the variable, when a provider's settings are unusable.
 */
export function createProviders(settings: ServiceSettings): Providers {
  const { providerTimeoutMs: timeoutMs, publicUrl } = settings;
  const [texts, mails] =
    settings instanceof ProcessorSettings
      ? [settings.smsConcurrency + settings.mmsConcurrency, settings.emailConcurrency]
      : [100, 100];
  return new Providers(
    [
      new TwilioProvider({
        accountSid: settings.twilioAccountSid,
        authToken: settings.twilioAuthToken,
        baseUrl: settings.twilioBaseUrl,
        publicUrl,
        timeoutMs,
        maxSockets: texts + SPARE_SOCKETS,
      }),
      new SendgridProvider({
        apiKey: settings.sendgridApiKey,
        baseUrl: settings.sendgridBaseUrl,
        webhookPublicKey: settings.sendgridWebhookPublicKey,
        webhookToleranceMs: settings.sendgridWebhookToleranceSeconds * 1_000,
        timeoutMs,
        maxSockets: mails + SPARE_SOCKETS,
      }),
    ],
    { sms: settings.smsProvider, email: settings.emailProvider },
  );
}
