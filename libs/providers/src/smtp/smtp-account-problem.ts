import type { SettingName } from '../accounts/provider-kind.js';
import type { AccountProblem } from '../provider-errors.js';
import type { SmtpPhase, SmtpReply } from './smtp-failure.js';

const problem = (what: string, remedy: string, isQuota = false): AccountProblem => ({
  what,
  remedy,
  isQuota,
});

/** Answers to a login, and to who has not logged in (RFC 4954, 6; RFC 3207, 4). */
const LOGIN_CODES = new Set([530, 534, 535, 538]);
/** The same as enhanced codes; at a recipient they would speak of his mailbox. */
const LOGIN_ENHANCED = /^5\.7\.(8|9|11|12|13|14)$/;
const ENCRYPT = /starttls|\btls\b|encrypt/i;
/** How those name it who let an account send so many mails a day: Amazon, Google, Microsoft and others. */
const QUOTA =
  /(daily|sending|sender|message|user|account)[\w ]{0,30}(quota|limit)[\w ]{0,20}(exceed|reached)|(exceed|reached)[\w ]{0,30}(daily|sending|sender|message|user|account)[\w ]{0,20}(quota|limit)|quota of (the )?sender/i;
const QUOTA_ENHANCED = /^5\.(4\.5|1\.90)$/;
/** Whoever may not relay has not logged in, or comes from the wrong network. */
const NO_RELAY =
  /relay\w*( access)? (is )?(denied|prohibited|not (allowed|permitted))|unable to relay|not permitted to relay/i;

/**
 * What the operator has to mend before this server takes any mail of ours; null where it speaks of this mail, of a pace, or of
 * a passing fault.
 */
export function smtpAccountProblem(
  command: string | null,
  phase: SmtpPhase,
  { code, enhanced, words }: SmtpReply,
  nameOf: SettingName,
): AccountProblem | null {
  const [url, requireTls] = [nameOf('url'), nameOf('requireTls')];
  const isRecipient = command === 'RCPT TO';
  const isQuota = QUOTA.test(words) || QUOTA_ENHANCED.test(enhanced ?? '');
  // A full mailbox has a limit too: 452 4.2.2, 552 5.2.2.
  if (isQuota && !/^[45]\.2\.\d+$/.test(enhanced ?? ''))
    return problem('says that our quota is used up', 'wait until it begins anew, or raise it there', true);
  if (code < 500) return null;
  if (LOGIN_CODES.has(code) || (!isRecipient && LOGIN_ENHANCED.test(enhanced ?? ''))) {
    return code === 530 && ENCRYPT.test(words)
      ? problem('wants TLS', `set ${requireTls}: true, or begin ${url} with smtps://`)
      : problem('refuses our login', `check user and password in ${url}`);
  }
  if (phase === 'login') return problem('refuses our login', `check user and password in ${url}`);
  if (command === 'STARTTLS')
    return problem(
      'offers no TLS',
      `begin ${url} with smtps://, or set ${requireTls}: false in a network you trust`,
    );
  if (phase === 'connect') return problem('does not let us in', `check ${url}, and read its words`);
  if (isRecipient && NO_RELAY.test(words))
    return problem(
      'does not relay our mail',
      `check user and password in ${url}, or let this host relay there`,
    );
  return null;
}
