import { IsInt, IsString, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { IsBaseUrl, SANDBOX_CREDENTIALS } from '#config';
import { providerKind } from '../accounts/provider-kind.js';
import { SendgridProvider } from './sendgrid-provider.js';
import { sendgridPublicKeys } from './sendgrid-signature.js';

/** Holds a setting to be one or several of the keys that SendGrid signs its events with, or nothing. */
const ArePublicKeys = () =>
  ValidateBy({
    name: 'arePublicKeys',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && sendgridPublicKeys(value) !== null,
      defaultMessage: () => 'is not the base64 key that SendGrid shows under "Signed Event Webhook"',
    },
  });

/** An account at SendGrid. */
class SendgridAccount {
  @IsString() apiKey = '';
  /**
   * Base64 DER, as SendGrid's settings page shows it; several, separated by commas, while it is being changed. Empty: every
   * callback is refused.
   */
  @ArePublicKeys() webhookPublicKey = '';
  /** How far the signed time of a callback may be from now. */
  @IsInt() @Min(10) @Max(259_200) webhookToleranceSeconds = 600;
  /** Empty: the real service, or with the sandbox's credentials the sandbox. */
  @ValidateIf((account: SendgridAccount) => account.baseUrl !== '') @IsBaseUrl() baseUrl = '';
}

/** Email by SendGrid. */
export const SENDGRID = providerKind<SendgridAccount>({
  name: 'sendgrid',
  channels: ['email'],
  Account: SendgridAccount,
  needs: ['apiKey', 'webhookPublicKey'],
  credentials: ['apiKey'],
  secrets: ['apiKey', 'webhookPublicKey'],
  proofs: [],
  sandbox: { apiKey: SANDBOX_CREDENTIALS.sendgridApiKey },
  real: /(^|\.)sendgrid\.com$/,
  create: ({ webhookToleranceSeconds, ...account }, context) =>
    new SendgridProvider({
      ...account,
      ...context,
      webhookToleranceMs: webhookToleranceSeconds * 1_000,
    }),
});
