import type { SettingName } from '../accounts/provider-kind.js';
import { isWrongPlace } from '../outcome.js';
import type { AccountProblem } from '../provider-errors.js';

/** What SendGrid says where the plan's mails are used up. */
const USED_UP = /credit|messaging limits|quota/i;

const problem = (what: string, remedy: string): AccountProblem => ({ what, remedy, isQuota: false });

/**
 * What the operator has to mend before SendGrid takes any mail; null where the answer speaks of this mail, of a pace, or of
 * a passing fault. `namesField`: it objects to a part of the mail, as a 403 does for a sender that is not verified.
 * https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses
 */
export function sendgridAccountProblem(
  status: number,
  words: string,
  namesField: boolean,
  settingName: SettingName,
): AccountProblem | null {
  const [key, baseUrl] = ['apiKey', 'baseUrl'].map(settingName);
  const isRefusal = status === 401 || status === 402 || (status === 403 && !namesField);
  if (isRefusal && (status === 402 || USED_UP.test(words)))
    return problem('says that our credits are used up', `raise the plan of the account of ${key}`);
  if (status === 401) return problem('refuses our credentials', `check ${key}: wrong or revoked`);
  if (isRefusal) return problem('does not let us send', `give the key of ${key} the scope "mail.send"`);
  return isWrongPlace(status) ? problem('is not where we call it', `check ${baseUrl}`) : null;
}
