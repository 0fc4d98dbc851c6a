export { createProviders } from './create-providers.js';
export type * from './message-provider.js';
export * from './provider-errors.js';
export { Providers } from './providers.js';
export { ProvidersModule } from './providers.module.js';
export { SendgridProvider, type SendgridOptions } from './sendgrid/sendgrid-provider.js';
export { TwilioProvider, type TwilioOptions } from './twilio/twilio-provider.js';
