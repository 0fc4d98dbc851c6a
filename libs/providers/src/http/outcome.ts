import {
  PermanentError,
  type ProviderError,
  type ProviderFault,
  RetryableError,
  UnknownOutcomeError,
  WithheldError,
} from '../provider-errors.js';
import type { ExchangeFailure } from './exchange-failure.js';

const MAX_WORDS = 500;

/** What an adapter read from an answer that is not a success. */
export interface Refusal extends ProviderFault {
  httpStatus: number;
  retryAfterMs: number | null;
  /** The provider objects to our account, credentials or pace and not to this message. */
  aboutAccount: boolean;
}

/** Statuses that say nothing of the message itself: not authorised, no such path, try again. */
const NOT_ABOUT_THE_MESSAGE = new Set([401, 404, 405, 407, 408, 425, 429]);

/**
 * The error class of an answer that is not a success.
 *
 * - 504 is a gateway's word that the provider did not answer it: nobody knows, so it is settled by looking.
 * - Any other 5xx, 429, 408 and redirects: not taken, try later.
 * - Wrong credentials, a suspended account, a wrong base URL: retryable, because the message is sound and
 *   must go out once the operator has mended it; the provider's own words stay on it meanwhile.
 * - Any other 4xx: this message will never be taken.
 */
export function refusalError(refusal: Refusal): ProviderError {
  const { httpStatus: status, retryAfterMs } = refusal;
  const fault = { ...refusal, message: refusal.message.slice(0, MAX_WORDS) };
  if (status === 504) return new UnknownOutcomeError(fault);
  const final = status >= 400 && status < 500 && !refusal.aboutAccount && !NOT_ABOUT_THE_MESSAGE.has(status);
  return final ? new PermanentError(fault) : new RetryableError(fault, retryAfterMs);
}

/** The error class of an exchange without an answer: unknown once the request left, retryable before. */
export function networkError(provider: string, failure: ExchangeFailure): ProviderError {
  const fault = { provider, code: failure.code, message: failure.message, httpStatus: null };
  if (failure.code === 'withheld') return new WithheldError(fault, { cause: failure });
  return failure.requestLeft
    ? new UnknownOutcomeError(fault, { cause: failure })
    : new RetryableError(fault, null, { cause: failure });
}

/** A success that is not the provider's usual one: the message may have been taken. */
export function unreadableAnswer(provider: string, httpStatus: number): UnknownOutcomeError {
  const message = `answered ${httpStatus} with a body that is not ${provider}'s`;
  return new UnknownOutcomeError({ provider, code: 'unreadable_answer', message, httpStatus });
}
