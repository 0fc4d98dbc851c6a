import type { WebhookClaim, WebhookEnd } from '#entities';
import type { CallOutcome } from './webhook-call.js';
import { callbackWait, type CallbackSchedule } from './webhook-schedule.js';

const GONE = 410;
/** A call that takes longer counts as one that keeps its caller waiting; or half the time of a call, if that is less. */
const PROMPT_MS = 2_000;

/** What follows from a call for its callback and for the endpoint. */
export function callbackEnd(
  claim: WebhookClaim,
  outcome: CallOutcome,
  schedule: CallbackSchedule & { timeoutMs: number },
): WebhookEnd {
  const { id, leaseToken, endpointId, attemptCount } = claim;
  const { httpStatus, latencyMs, error, delivered, refused, withheld, retryAfterSeconds } = outcome;
  const prompt = latencyMs <= Math.min(PROMPT_MS, schedule.timeoutMs / 2);
  const common = { id, leaseToken, httpStatus, latencyMs, error, prompt };
  if (withheld) return { ...common, status: 'pending', dueInSeconds: 0, verdict: null, notCalled: true };
  if (delivered) return { ...common, status: 'delivered', verdict: 'works' };
  if (httpStatus === GONE && endpointId !== null)
    return { ...common, status: 'pending', dueInSeconds: 0, verdict: 'gone' };
  const wait = callbackWait(attemptCount, schedule, retryAfterSeconds);
  if (wait === null || refused || httpStatus === GONE) return { ...common, status: 'dead', verdict: 'fails' };
  return { ...common, status: 'pending', dueInSeconds: wait, verdict: 'fails' };
}
