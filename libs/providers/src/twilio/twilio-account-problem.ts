import type { SettingName } from '../accounts/provider-kind.js';
import { isWrongPlace } from '../outcome.js';
import type { AccountProblem } from '../provider-errors.js';

/** Of the message: its numbers, its text, its sender (21606, 21659), the country it goes to (21408). */
const OF_THE_MESSAGE = /^(21|30|63)\d{3}$/;
/** The account is suspended or closed, or out of money (then Twilio suspends it). */
const NOT_ACTIVE = new Set(['10001', '20005', '30002', '90010']);
/** Of our sid, token or API key, whatever the status. */
const CREDENTIALS = new Set(['20003', '20006', '20008', '20010', '20403']);
/** The messages a day that an account may send, counted over 24 hours that move along. */
const DAILY_LIMIT = '63038';
/** Full or too fast for one sender: its queue at Twilio, its carrier's pace, its day's share there. */
const LIMITS_OF_A_SENDER = new Set(['14107', '21611', '30001', '30022', '30023', '30027', '63017', '63018']);

const problem = (what: string, remedy: string, isQuota = false): AccountProblem => ({
  what,
  remedy,
  isQuota,
});

/**
 * What the operator has to mend before Twilio takes any message; null where the answer speaks of this message, of a pace,
 * or of a passing fault. A sender that is not ours and a country that is not enabled are the message's: others go on.
 * https://www.twilio.com/docs/api/errors
 */
export function twilioAccountProblem(
  status: number,
  code: string | null,
  settingName: SettingName,
): AccountProblem | null {
  const [sid, token, baseUrl] = ['accountSid', 'authToken', 'baseUrl'].map(settingName);
  if (code === DAILY_LIMIT)
    return problem('has taken as many messages as the account may send a day', 'raise the limit there', true);
  if (code !== null && NOT_ACTIVE.has(code))
    return problem('says that the account is not active', 'look at its state and balance in the console');
  if (code !== null && OF_THE_MESSAGE.test(code)) return null;
  if (status === 401 || (code !== null && CREDENTIALS.has(code)))
    return problem('refuses our credentials', `check ${sid} and ${token}`);
  if (status === 402) return problem('wants to be paid', 'look at the balance of the account in the console');
  if (status === 403)
    return problem('does not let us send', `check what the account and the key of ${token} may do`);
  if (isWrongPlace(status)) return problem('is not where we call it', `check ${baseUrl} and ${sid}`);
  return null;
}

/** Others' messages pass meanwhile. */
export function isLimitOfSender(code: string | null): boolean {
  return code !== null && LIMITS_OF_A_SENDER.has(code);
}

/** 20xxx speaks of the API and not of the message. */
export function isAboutApi(code: string | null): boolean {
  return code !== null && /^20\d{3}$/.test(code);
}
