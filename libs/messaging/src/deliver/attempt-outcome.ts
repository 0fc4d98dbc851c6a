import { type BlockReason, type Claim, type Move, type Refusals, WAITS_FOR_PACE } from '#entities';
import {
  AccountError,
  LimitError,
  PermanentError,
  type ProviderError,
  type Receipt,
  RetryableError,
} from '#providers';
import type { PaceWait } from '../pace/pace-gate.js';
import { aboutSoLong, paceWords } from '../pace/pace-words.js';
import type { NotCalledError } from './not-called-error.js';
import { limitDelay, retryDelay } from './retry-delay.js';

export interface RetryPolicy {
  maxRetries: number;
  retryDelaySeconds: number;
}

/** How long a provider may be silent about what it took before it is asked. */
export interface NewsPolicy {
  reconcileAfterSeconds: number;
}

const FIRST_LOOKUP_SECONDS = 2;
const TOO_MANY_REQUESTS = 429;
const MAX_CAPACITY_WAIT_SECONDS = 60;
/** A host of files that asks for patience is asked this many times as often as one that fails. */
const RATE_LIMIT_FACTOR = 3;
/** Calls of a message that met a limit, which use up no retry: with pauses that grow to five minutes, about a day. */
const MAX_LIMITED_CALLS = 300;
/** Calls that use up no retry: for all others, to find out whether the provider is back, or never connected. */
export const MAX_TRIALS = 1_000;
/** Its turn had not come: the code of an attempt that was not called for it. */
export const PACED = WAITS_FOR_PACE;
/** Ends of attempts that were never called: the circuit had opened, there was no memory for files, their turn had not come. */
export const NOT_CALLED = ['circuit_open', 'no_room', PACED];

/**
 * The provider has it. Whoever settled the attempt meanwhile may have found that it is to be sent again: as long as it
 * was not, this is the better news.
 */
export function accepted(
  claim: Claim,
  receipt: Receipt,
  latencyMs: number,
  { reconcileAfterSeconds }: NewsPolicy,
): Move {
  const { providerMessageId, httpStatus, sentFrom, answer } = receipt;
  return {
    messageId: claim.id,
    to: 'sent',
    attemptId: claim.attemptId,
    attempt: { outcome: 'accepted', providerMessageId, httpStatus, latencyMs, ...(sentFrom && { sentFrom }) },
    error: null,
    dueInSeconds: reconcileAfterSeconds,
    event: {
      type: 'sent',
      detail: { provider: claim.provider, provider_message_id: providerMessageId, ...(answer && { answer }) },
    },
  };
}

const BLOCK_MESSAGES: Record<BlockReason, string> = {
  expired: 'the message expired before it could be sent',
  suppressed: 'the recipient is suppressed',
};

/** It may not be sent: it ends without a call. `attemptId`: the attempt that was to be its call, where it was claimed. */
export function blocked(messageId: string, reason: BlockReason, attemptId?: string): Move {
  const message = BLOCK_MESSAGES[reason];
  return {
    messageId,
    to: 'failed',
    from: attemptId === undefined ? ['pending', 'retry'] : ['sending'],
    ...(attemptId !== undefined && { attemptId, attempt: { outcome: 'absent', code: reason } }),
    error: { code: reason, message, provider: null },
    event: { type: 'failed', reason: message, detail: { code: reason } },
  };
}

/** The gate closed between claim and call: nothing left, and neither a retry nor an attempt is counted. */
export function notCalled(claim: Claim, { message, waitMs }: NotCalledError): Move {
  const wait = Math.max(waitMs / 1_000, 1) + Math.random();
  return { ...later(claim, 'circuit_open', message, wait), uncounted: true };
}

/** Spread over so many seconds: what waits for one account of several is not to come all at once. */
const PARKED_SPREAD_SECONDS = 10;

/** None of its accounts can be called now, while others take messages of its kind: it waits by itself. */
export function parked(claim: Claim, { waitMs, text }: { waitMs: number; text: string }): Move {
  const wait = Math.max(waitMs / 1_000, 1) + Math.random() * PARKED_SPREAD_SECONDS;
  return { ...later(claim, 'circuit_open', `${text}; not called`, wait), uncounted: true };
}

/** Its turn has not come: nothing left, and neither a retry nor an attempt is counted. */
export function paced(claim: Claim, { of, turnInMs, askInMs }: PaceWait): Move {
  const whose = paceWords(of, claim.provider);
  const move = later(claim, PACED, `waits for ${whose}, ${aboutSoLong(turnInMs)}`, askInMs / 1_000);
  return {
    ...move,
    uncounted: true,
    pacedSeconds: turnInMs / 1_000,
    attempt: { outcome: 'absent', code: PACED, message: whose },
  };
}

/** This account has certainly not taken it, and another one may: it is asked at once. */
export function goesElsewhere(
  claim: Claim,
  fault: ProviderError,
  latencyMs: number,
  refusals: Refusals,
): Move {
  const { code, message, httpStatus, provider } = fault;
  return {
    messageId: claim.id,
    to: 'retry',
    from: ['sending'],
    attemptId: claim.attemptId,
    dueInSeconds: 0,
    refusals,
    uncounted: fault instanceof AccountError,
    error: { code, message, provider },
    attempt: {
      code,
      message,
      httpStatus,
      latencyMs,
      outcome: fault instanceof PermanentError ? 'permanent' : 'retryable',
    },
    event: {
      type: 'retry',
      reason: `another account is asked: ${message}`,
      detail: { code, failover: true },
    },
  };
}

/** What is left of the refusals for the next round: who may take it later is asked again. */
export function finalOnly(refusals: Refusals): Refusals {
  return Object.fromEntries(Object.entries(refusals).filter(([, kind]) => kind === 'final'));
}

/**
 * Its files found no memory or no place free: nothing left, and no retry is used up. Spread, so that they do not meet
 * again, and each time later, so that ten thousand of them are no load.
 */
export function noCapacity(claim: Claim): Move {
  const wait = Math.min(2 ** claim.attemptNumber, MAX_CAPACITY_WAIT_SECONDS) * (0.5 + Math.random());
  return later(claim, 'no_room', 'too many attachments are in hand; not called', wait);
}

function later(claim: Claim, code: string, reason: string, dueInSeconds: number): Move {
  return {
    messageId: claim.id,
    to: 'retry',
    from: ['sending'],
    attemptId: claim.attemptId,
    dueInSeconds,
    attempt: { outcome: 'absent', code },
    event: { type: 'retry', reason },
  };
}

/**
 * The provider refuses us and not the message, which waits until that is mended, for weeks if need be: neither a retry nor an
 * attempt is counted. `inMs`: until the next trial.
 */
export function held(claim: Claim, fault: AccountError, latencyMs: number, inMs: number): Move {
  const { code, message, httpStatus, provider } = fault;
  const dueInSeconds = inMs / 1_000;
  return {
    messageId: claim.id,
    to: 'retry',
    from: ['sending'],
    attemptId: claim.attemptId,
    dueInSeconds,
    uncounted: true,
    error: { code, message, provider },
    attempt: { code, message, httpStatus, latencyMs, outcome: 'retryable' },
    event: {
      type: 'retry',
      reason: `held: ${message}`,
      detail: { code, held: true, retry_in_seconds: Math.round(dueInSeconds) },
    },
  };
}

/** Its files could not be had, so that its provider was not called. */
export function unattachable(
  claim: Claim,
  fault: ProviderError,
  latencyMs: number,
  policy: RetryPolicy,
): Move {
  const move = refused(claim, fault, latencyMs, policy, false);
  return { ...move, error: { code: fault.code, message: fault.message, provider: null } };
}

/**
 * The provider has not taken it, or nobody knows. `isFree`: it uses up no retry of its message. So does a call that never
 * reached its provider, and one that was made, while all others were held back, to find out whether the provider is back.
 * `hasHope`: another account, which cannot be asked now, may take what this one refused for good.
 */
export function refused(
  claim: Claim,
  fault: ProviderError,
  latencyMs: number,
  policy: RetryPolicy,
  isFree = fault.httpStatus === null,
  hasHope = false,
): Move {
  const { code, message, httpStatus, provider } = fault;
  const common = { messageId: claim.id, from: ['sending' as const], attemptId: claim.attemptId };
  const end = { code, message, httpStatus, latencyMs };
  const error = { code, message, provider };

  if (fault instanceof PermanentError && !hasHope) {
    const event = { type: 'failed', reason: message, detail: { code } };
    return { ...common, to: 'failed', error, attempt: { ...end, outcome: 'permanent' }, event };
  }
  if (!(fault instanceof RetryableError || fault instanceof PermanentError)) {
    // Not settled here: the first look at the provider would come too early, and this call's slot is wanted.
    const event = { type: 'outcome_unknown', reason: message, detail: { code } };
    const attempt = { ...end, outcome: 'unknown' as const };
    return { ...common, to: 'sending', error, dueInSeconds: FIRST_LOOKUP_SECONDS, attempt, event };
  }
  const attempt = {
    ...end,
    outcome: fault instanceof PermanentError ? ('permanent' as const) : ('retryable' as const),
  };
  if (isUsedUp(claim, fault, policy, isFree)) {
    const event = {
      type: 'failed',
      reason: `gave up after ${claim.attemptNumber} attempts: ${message}`,
      detail: { code },
    };
    return { ...common, to: 'failed', error, attempt, event };
  }
  const isLimit = fault instanceof LimitError;
  const dueInSeconds = isLimit
    ? limitDelay(claim.attemptNumber, fault.retryAfterMs)
    : retryDelay(
        claim.retryCount,
        policy.retryDelaySeconds,
        fault instanceof RetryableError ? fault.retryAfterMs : null,
      );
  const event = {
    type: 'retry',
    reason: message,
    detail: { code, retry_in_seconds: Math.round(dueInSeconds) },
  };
  const countRetry = !isFree && !isLimit && claim.retryCount < policy.maxRetries;
  return { ...common, to: 'retry', error, dueInSeconds, countRetry, attempt, event };
}

function isUsedUp(claim: Claim, fault: ProviderError, { maxRetries }: RetryPolicy, isFree: boolean): boolean {
  // Not the message's fault: it waits within its own time, or for a day.
  if (fault instanceof LimitError) return claim.attemptNumber >= MAX_LIMITED_CALLS;
  if (isFree) return claim.attemptNumber >= MAX_TRIALS;
  if (claim.retryCount < maxRetries) return false;
  return (
    fault.httpStatus !== TOO_MANY_REQUESTS || claim.attemptNumber >= RATE_LIMIT_FACTOR * (maxRetries + 1)
  );
}
