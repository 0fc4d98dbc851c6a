import { IsInt, Max, Min, Matches, ValidateBy, ValidateIf } from 'class-validator';
import { AreSecrets, IsBaseUrl, SANDBOX_CREDENTIALS } from '#config';
import { providerKind } from '../accounts/provider-kind.js';
import { VonageProvider } from './vonage-provider.js';
import { vonagePrivateKey } from './vonage-token.js';

/** Holds a setting to be the private key of a Vonage application, or nothing. */
const IsPrivateKey = () =>
  ValidateBy({
    name: 'isPrivateKey',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && (value === '' || isPrivateKey(value)),
      defaultMessage: () => 'is not the private key of a Vonage application: PEM, or base64 of it',
    },
  });

function isPrivateKey(text: string): boolean {
  try {
    return vonagePrivateKey(text) !== null;
  } catch {
    return false;
  }
}

/** An application of an account at Vonage. */
class VonageAccount {
  @Matches(/^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})?$/i, { message: 'must be a UUID' }) applicationId = '';
  /** Of the application: PEM, also with its line breaks written as \n, or base64 of it. */
  @IsPrivateKey() privateKey = '';
  /** Verifies callbacks: the account's signature secret; several, separated by commas, while it is being changed. */
  @ValidateIf((account: VonageAccount) => account.signatureSecret !== '') @AreSecrets(1) signatureSecret = '';
  /** How far the signed time of a callback may be from now. */
  @IsInt() @Min(10) @Max(259_200) webhookToleranceSeconds = 600;
  /** Empty: the real service, or with the sandbox's credentials the sandbox. */
  @ValidateIf((account: VonageAccount) => account.baseUrl !== '') @IsBaseUrl() baseUrl = '';
}

/** SMS and MMS by Vonage. */
export const VONAGE = providerKind<VonageAccount>({
  name: 'vonage',
  channels: ['sms', 'mms'],
  Account: VonageAccount,
  needs: ['applicationId', 'privateKey', 'signatureSecret'],
  credentials: ['applicationId', 'privateKey'],
  secrets: ['applicationId', 'privateKey', 'signatureSecret'],
  proofs: ['signatureSecret'],
  sandbox: {
    applicationId: SANDBOX_CREDENTIALS.vonageApplicationId,
    privateKey: SANDBOX_CREDENTIALS.vonagePrivateKey,
    signatureSecret: SANDBOX_CREDENTIALS.vonageSignatureSecret,
  },
  real: /(^|\.)(nexmo|vonage)\.com$/,
  create: ({ signatureSecret, webhookToleranceSeconds, ...account }, context) =>
    new VonageProvider({
      ...account,
      ...context,
      signatureSecrets: signatureSecret.split(','),
      webhookToleranceMs: webhookToleranceSeconds * 1_000,
    }),
});
