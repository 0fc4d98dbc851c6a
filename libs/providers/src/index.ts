export { type Mailbox, readMailbox, writeMailbox } from './addresses/mailbox.js';
export { visibleText } from './addresses/visible-text.js';
export {
  type AttachedFile,
  AttachmentFetch,
  type AttachmentRoom,
  NoRoomError,
} from './attachments/attachment-fetch.js';
export { isCompatible, readCompatible } from './compatible-inbound.js';
export { createProviders } from './create-providers.js';
export type { FormPart } from './mail/form-part.js';
export type * from './message-provider.js';
export * from './provider-errors.js';
export { Providers } from './providers.js';
export { Reachability } from './reachability.js';
export { ProvidersModule } from './providers.module.js';
export { readInboundMail } from './sendgrid/sendgrid-inbound.js';
export { SendgridProvider, type SendgridOptions } from './sendgrid/sendgrid-provider.js';
export { TwilioProvider, type TwilioOptions } from './twilio/twilio-provider.js';
