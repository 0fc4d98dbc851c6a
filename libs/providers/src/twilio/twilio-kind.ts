import { IsString, Matches, ValidateIf } from 'class-validator';
import { AreSecrets, IsBaseUrl, SANDBOX_CREDENTIALS } from '#config';
import { providerKind } from '../accounts/provider-kind.js';
import { TwilioProvider } from './twilio-provider.js';

/** An account at Twilio. */
class TwilioAccount {
  @Matches(/^(AC.*)?$/, { message: 'must start with AC' }) accountSid = '';
  /** Verifies callbacks, and without an API key also sends. Several, separated by commas, while it is being changed: the first sends. */
  @ValidateIf((account: TwilioAccount) => account.authToken !== '') @AreSecrets(1) authToken = '';
  /** An API key to send with, both or neither; empty: the auth token sends. */
  @Matches(/^(SK.*)?$/, { message: 'must start with SK' }) apiKeySid = '';
  @IsString() apiKeySecret = '';
  /** Empty: the real service, or with the sandbox's credentials the sandbox. */
  @ValidateIf((account: TwilioAccount) => account.baseUrl !== '') @IsBaseUrl() baseUrl = '';

  static crossCheck(
    { apiKeySid, apiKeySecret }: TwilioAccount,
    _given: unknown,
    nameOf: (property: string) => string,
  ): string[] {
    if ((apiKeySid === '') === (apiKeySecret === '')) return [];
    return [`${nameOf('apiKeySid')} and ${nameOf('apiKeySecret')} must be set both, or neither`];
  }
}

/** SMS and MMS by Twilio. */
export const TWILIO = providerKind<TwilioAccount>({
  name: 'twilio',
  channels: ['sms', 'mms'],
  Account: TwilioAccount,
  needs: ['accountSid', 'authToken'],
  credentials: ['accountSid', 'authToken'],
  secrets: ['accountSid', 'authToken', 'apiKeySecret'],
  proofs: ['authToken'],
  sandbox: {
    accountSid: SANDBOX_CREDENTIALS.twilioAccountSid,
    authToken: SANDBOX_CREDENTIALS.twilioAuthToken,
  },
  real: /(^|\.)twilio\.com$/,
  create: (account, context) => new TwilioProvider({ ...account, ...context }),
});
