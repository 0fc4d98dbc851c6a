import type { SettingName } from '../accounts/provider-kind.js';
import { isWrongPlace } from '../outcome.js';
import type { AccountProblem } from '../provider-errors.js';

const problem = (what: string, remedy: string): AccountProblem => ({ what, remedy, isQuota: false });

/**
 * What the operator has to mend before Vonage takes any message; null where the answer speaks of this message, of a pace, or
 * of a passing fault. Decided by the status alone: the numbers in a 422 mean another thing there than in a status callback.
 * https://developer.vonage.com/en/api-errors and https://developer.vonage.com/en/api/messages
 */
export function vonageAccountProblem(status: number, settingName: SettingName): AccountProblem | null {
  const [applicationId, privateKey, baseUrl] = ['applicationId', 'privateKey', 'baseUrl'].map(settingName);
  if (status === 401) return problem('refuses our credentials', `check ${applicationId} and ${privateKey}`);
  if (status === 402)
    return problem('says that our credit is used up', 'look at the balance in the Vonage dashboard');
  if (status === 403)
    return problem(
      'does not let us send',
      'check in the Vonage dashboard that the application may use Messages',
    );
  return isWrongPlace(status) ? problem('is not where we call it', `check ${baseUrl}`) : null;
}
