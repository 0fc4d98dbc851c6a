import type { SettingName } from '../accounts/provider-kind.js';
import {
  AccountError,
  type AccountProblem,
  LimitError,
  PermanentError,
  type ProviderError,
  RetryableError,
  UnknownOutcomeError,
  WithheldError,
} from '../provider-errors.js';
import { type SmtpFailure, type SmtpReply } from './smtp-failure.js';
import { smtpAccountProblem } from './smtp-account-problem.js';

/** What servers call it when they want us slower: too many at once, too fast, too many in an hour. */
const RATE =
  /\brate\b|throttl|too (many|much) (connections|messages|mails?|e-?mails?|sessions|requests)|too (fast|quickly)|slow down|(hourly|connection|concurrency|thread) limit/i;
/** Of the mailbox of the recipient (4.2.x, and 4.5.3, which counts recipients): no pace of ours. */
const OF_OTHERS = /^4\.(2\.\d+|5\.3)$/;

/** What was asked for by then, where no answer came: as its code, so that the try counts as one. */
const GO_AHEAD = 354;

const noLogin = (url: string): AccountProblem => ({
  what: 'offers no login',
  remedy: `check ${url}: its port, and whether user and password belong there`,
  isQuota: false,
});

/**
 * The error class of a call of a mail server that did not end with it having the mail (RFC 5321, 4.2.1 and 4.5.4; RFC 3463).
 *
 * - No answer after the end of the mail may have left: nobody knows. Before that it was certainly not taken.
 * - 4xx: not taken, try later; where it speaks of our pace, a limit was met.
 * - 5xx: this message will never be taken, unless the server objects to us: our login, our right to relay, a quota.
 */
export function smtpError(provider: string, failure: SmtpFailure, nameOf: SettingName): ProviderError {
  const { phase, reply } = failure;
  if (reply === null || reply.code < 400) return networkError(provider, failure, nameOf);
  const { code, enhanced } = reply;
  const fault = { provider, code: enhanced ?? String(code), message: failure.message, httpStatus: code };
  const problem = smtpAccountProblem(failure.command, phase, reply, nameOf);
  if (problem !== null) return new AccountError(fault, problem);
  // A sender that is not this account's may be another's.
  if (code >= 500) return new PermanentError({ ...fault, elsewhere: failure.command === 'MAIL FROM' });
  if (isPace(reply)) return new LimitError(fault, null, 'account');
  return new RetryableError({ ...fault, ofMessage: failure.command === 'RCPT TO' }, null);
}

function networkError(provider: string, failure: SmtpFailure, nameOf: SettingName): ProviderError {
  const { phase, code } = failure;
  const message = `${provider} ${failure.message}`;
  const fault = { provider, code, message, httpStatus: phase === 'content' ? GO_AHEAD : null };
  if (code === 'withheld') return new WithheldError(fault);
  if (phase === 'answer') return new UnknownOutcomeError(fault);
  if (code === 'no_login') return new AccountError(fault, noLogin(nameOf('url')));
  if (code === 'no_room') return new LimitError(fault, null, 'sender');
  if (code === 'too_large') return new PermanentError({ ...fault, code: '5.3.4' });
  return code === 'invalid_message' ? new PermanentError(fault) : new RetryableError(fault);
}

function isPace({ enhanced, words }: SmtpReply): boolean {
  return RATE.test(words) && !OF_OTHERS.test(enhanced ?? '');
}
