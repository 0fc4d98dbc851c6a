import {
  AccountError,
  type AccountProblem,
  LimitError,
  PermanentError,
  type ProviderError,
  type ProviderFault,
  RetryableError,
  UnknownOutcomeError,
  WithheldError,
} from './provider-errors.js';
import type { HttpFailure } from '#http';
import { explain } from './error-codes/error-codes.js';

const MAX_WORDS = 500;

/** What an adapter read from an answer that is not a success. Without `elsewhere` the table of codes says whether another account may take it. */
export interface Refusal extends ProviderFault {
  httpStatus: number;
  retryAfterMs: number | null;
  /** What is to be mended before the provider takes anything, where it objects to us and not to this message. */
  problem: AccountProblem | null;
  /** The limit that was met belongs to the message's sender alone. */
  ofSender?: boolean;
  /** Something of the API and not of the message, though the status does not say so. */
  isTemporary?: boolean;
}

/** Statuses that say nothing of the message itself: not authorised, no such path, try again. */
const TEMPORARY_STATUSES = new Set([408, 425]);
const TOO_MANY_REQUESTS = 429;
/** A gateway waited for the provider and had no answer: 504, and as Cloudflare and other proxies number it. */
const GATEWAY_TIMEOUTS = new Set([504, 524, 598, 599]);
/** Not found, not this method, a proxy, not this host, not this protocol. */
const WRONG_PLACES = new Set([404, 405, 407, 421, 426]);

/**
 * The error class of an answer that is not a success.
 *
 * - 504 and its like are a gateway's word that the provider did not answer it: nobody knows, so it is settled by looking.
 * - Any other 5xx, 408: not taken, try later.
 * - Wrong credentials, a suspended account, used-up credits, a wrong base URL: the message is sound and must go out once
 *   the operator has mended it; the provider's own words stay on it meanwhile.
 * - 429: a limit was met, of ours or of the message's sender.
 * - Any other 4xx: this message will never be taken.
 */
export function refusalError(refusal: Refusal): ProviderError {
  const { httpStatus: status, retryAfterMs, problem, ofSender = false, isTemporary = false } = refusal;
  const isKnownElsewhere = explain(refusal.provider, refusal.code, status)?.elsewhere === true;
  const elsewhere = refusal.elsewhere ?? isKnownElsewhere;
  const fault = { ...refusal, elsewhere, message: refusal.message.slice(0, MAX_WORDS) };
  if (GATEWAY_TIMEOUTS.has(status)) return new UnknownOutcomeError(fault);
  if (problem !== null && status < 500) return new AccountError(fault, problem, retryAfterMs);
  if (status === TOO_MANY_REQUESTS || ofSender)
    return new LimitError(fault, retryAfterMs, ofSender ? 'sender' : 'account');
  const final = status >= 400 && status < 500 && !isTemporary && !TEMPORARY_STATUSES.has(status);
  return final ? new PermanentError(fault) : new RetryableError(fault, retryAfterMs);
}

/** Answers of a place that is not the provider's API: it is elsewhere, or speaks another language. */
export function isWrongPlace(status: number): boolean {
  return (status >= 300 && status < 400) || WRONG_PLACES.has(status);
}

/** Of a request only what identifies us is in a header. */
const UNUSABLE_CREDENTIALS: AccountProblem = {
  what: 'cannot be called with our credentials',
  remedy: 'look for spaces and line breaks in the credentials',
  isQuota: false,
};

/** The error class of a call without an answer: unknown once the request left, retryable before. */
export function networkError(provider: string, failure: HttpFailure): ProviderError {
  const message = `${provider} ${failure.message}`;
  const fault = { provider, code: failure.code, message, httpStatus: null };
  if (failure.code === 'withheld') return new WithheldError(fault, { cause: failure });
  if (failure.code === 'invalid_request')
    return new AccountError(fault, UNUSABLE_CREDENTIALS, null, { cause: failure });
  return failure.requestLeft
    ? new UnknownOutcomeError(fault, { cause: failure })
    : new RetryableError(fault, null, { cause: failure });
}

/** A success that is not the provider's usual one: the message may have been taken. */
export function unreadableAnswer(provider: string, httpStatus: number): UnknownOutcomeError {
  const message = `answered ${httpStatus} with a body that is not ${provider}'s`;
  return new UnknownOutcomeError({ provider, code: 'unreadable_answer', message, httpStatus });
}
