import type { SettingName } from '../accounts/provider-kind.js';
import { isWrongPlace } from '../outcome.js';
import type { AccountProblem } from '../provider-errors.js';

/** The two ends of a quota have the same codes as the pace, and other words (SES, "Errors related to the sending quotas"). */
const DAILY_QUOTA = /daily (message|sending) quota|24-hour/i;
/** A signature is of now: AWS compares clocks. */
const CLOCK = /signature (expired|not yet current)|must be within/i;

const CREDENTIALS = new Set([
  ...['ExpiredToken', 'IncompleteSignature', 'InvalidClientTokenId', 'InvalidSignature'],
  ...['MissingAuthenticationToken', 'SignatureDoesNotMatch', 'UnrecognizedClient'],
]);
const DENIED = new Set(['AccessDenied', 'NotAuthorized', 'OptInRequired']);
const CLOCKS = new Set(['RequestExpired', 'RequestTimeTooSkewed']);

const problem = (what: string, remedy: string, isQuota = false): AccountProblem => ({
  what,
  remedy,
  isQuota,
});

/**
 * What the operator has to mend before SES takes any mail; null where the answer speaks of this mail, of a pace, or of a passing
 * fault. `code`: SES's, without `Exception`.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors and
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 */
export function sesAccountProblem(
  status: number,
  code: string | null,
  words: string,
  settingName: SettingName,
): AccountProblem | null {
  const [keyId, secret, token] = ['accessKeyId', 'secretAccessKey', 'sessionToken'].map(settingName);
  const [region, set, baseUrl] = ['region', 'configurationSet', 'baseUrl'].map(settingName);
  if (code === 'LimitExceeded' || DAILY_QUOTA.test(words))
    return problem(
      'says that the sending quota is used up',
      `wait, or have the quota of the account in ${region} raised`,
      true,
    );
  if (CLOCKS.has(code ?? '') || CLOCK.test(words))
    return problem('refuses the time of our requests', "set this machine's clock right");
  if (code === 'ExpiredToken') return problem('refuses our credentials', `${token} has expired: renew it`);
  if (CREDENTIALS.has(code ?? '') || status === 401)
    return problem('refuses our credentials', `check ${keyId} and ${secret} (and ${token})`);
  if (code === 'AccountSuspended')
    return problem('has suspended our account', `look at the account's reputation in the console of SES`);
  if (code === 'SendingPaused')
    return problem('has paused our sending', `resume it in ${region}, for the account or for ${set}`);
  if (code === 'NotFound')
    return problem('does not know the configuration set', `check ${set} and ${region}`);
  if (status === 403 || DENIED.has(code ?? ''))
    return problem('does not let us send', `allow ses:SendEmail to whom ${keyId} belongs, for this sender`);
  return isWrongPlace(status) ? problem('is not where we call it', `check ${region} and ${baseUrl}`) : null;
}
