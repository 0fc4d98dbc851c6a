import { type HttpAnswer, retryAfterMs } from '#http';
import type { SettingName } from '../accounts/provider-kind.js';
import { jsonObject } from '../json-object.js';
import { isWrongPlace, refusalError } from '../outcome.js';
import type { AccountProblem, ProviderError } from '../provider-errors.js';

/** What a problem may say of itself in `kind`; without it the status decides. */
const KINDS = new Set(['permanent', 'elsewhere', 'limit', 'account', 'temporary']);
const TOO_MANY_REQUESTS = 429;
const CODE = /^[\w.-]{1,64}$/;

const problem = (what: string, remedy: string): AccountProblem => ({ what, remedy, isQuota: false });

/**
 * The error of an answer that is not a success: `application/problem+json` (RFC 9457) with `kind`, `code`, `limit_of` and `opted_out`
 * beside `title` and `detail`, as docs/providers/http.md describes it; of any other body the status decides.
 */
export function httpRefusal(
  provider: string,
  { status, headers, body }: HttpAnswer,
  settingName: SettingName,
): ProviderError {
  const said = jsonObject(body.toString()) ?? {};
  const kind = typeof said.kind === 'string' && KINDS.has(said.kind) ? said.kind : null;
  const code = typeof said.code === 'string' && CODE.test(said.code) ? said.code : null;
  const isLimit = kind === 'limit';
  return refusalError({
    provider,
    code,
    message: [said.title, said.detail].filter(isText).join('; ') || `HTTP ${status}`,
    httpStatus: isLimit && status < 500 ? TOO_MANY_REQUESTS : status,
    optedOut: said.opted_out === true,
    elsewhere: kind === 'elsewhere',
    retryAfterMs: retryAfterMs(headers['retry-after']),
    problem: accountProblem(status, kind, settingName),
    ofSender: isLimit && said.limit_of === 'sender',
    isTemporary: kind === 'temporary',
  });
}

/** A status that speaks of us and not of the message, unless the problem says what it is. */
function accountProblem(
  status: number,
  kind: string | null,
  settingName: SettingName,
): AccountProblem | null {
  const [url, secret] = ['providerUrl', 'providerSecret'].map(settingName);
  if (kind !== null && kind !== 'account') return null;
  if (status === 401) return problem('refuses our signature', `check ${secret}`);
  if (isWrongPlace(status)) return problem('is not where we call it', `check ${url}`);
  if (kind === 'account' || status === 402 || status === 403)
    return problem('does not take messages from us', `look at the words of its answer, and at ${secret}`);
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
