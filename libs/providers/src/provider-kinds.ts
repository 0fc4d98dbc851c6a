import type { ProviderKind } from './accounts/provider-kind.js';
import { HTTP } from './http/http-kind.js';
import { SENDGRID } from './sendgrid/sendgrid-kind.js';
import { SES } from './ses/ses-kind.js';
import { SMTP } from './smtp/smtp-kind.js';
import { TWILIO } from './twilio/twilio-kind.js';
import { VONAGE } from './vonage/vonage-kind.js';

/** Every kind of provider there is. A further one is a folder, and one line here. */
export const PROVIDER_KINDS: readonly ProviderKind[] = [TWILIO, VONAGE, SENDGRID, SES, SMTP, HTTP];
