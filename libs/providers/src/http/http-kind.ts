import { ValidateIf } from 'class-validator';
import { AreSigningSecrets, IsBaseUrl, SANDBOX_CREDENTIALS } from '#config';
import { providerKind } from '../accounts/provider-kind.js';
import { HttpProvider } from './http-provider.js';

/** A gateway of a team's own. */
class HttpAccount {
  /** Where messages are posted. */
  @ValidateIf((account: HttpAccount) => account.providerUrl !== '') @IsBaseUrl() providerUrl = '';
  /** Signs requests and verifies callbacks (`whsec_...`); several, separated by commas, while it is being changed. */
  @ValidateIf((account: HttpAccount) => account.providerSecret !== '') @AreSigningSecrets() providerSecret =
    '';
}

/** SMS, MMS and email by whatever answers as docs/providers/http.md describes. */
export const HTTP = providerKind<HttpAccount>({
  name: 'http',
  channels: ['sms', 'mms', 'email'],
  Account: HttpAccount,
  needs: ['providerUrl', 'providerSecret'],
  credentials: ['providerUrl', 'providerSecret'],
  secrets: ['providerSecret'],
  proofs: ['providerSecret'],
  sandbox: { providerSecret: SANDBOX_CREDENTIALS.httpProviderSecret },
  real: null,
  create: ({ providerUrl, providerSecret }, context) =>
    new HttpProvider({ ...context, url: providerUrl, secrets: providerSecret.split(',') }),
});
