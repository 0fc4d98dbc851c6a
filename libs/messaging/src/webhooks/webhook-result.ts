import type { WebhookClaim, WebhookResult } from '#entities';
import type { CallOutcome } from './webhook-call.js';
import { webhookRetryWait, type WebhookSchedule } from './webhook-schedule.js';

const GONE = 410;
/** A call that takes longer counts as one that keeps its caller waiting; or half the time of a call, if that is less. */
const PROMPT_MS = 2_000;

/** What follows from a call for its callback and for the endpoint. */
export function webhookResult(
  claim: WebhookClaim,
  outcome: CallOutcome,
  schedule: WebhookSchedule & { timeoutMs: number },
): WebhookResult {
  const { id, leaseToken, endpointId, attemptCount } = claim;
  const { httpStatus, latencyMs, error, delivered, refused, withheld, retryAfterSeconds } = outcome;
  const prompt = latencyMs <= Math.min(PROMPT_MS, schedule.timeoutMs / 2);
  const common = { id, leaseToken, httpStatus, latencyMs, error, prompt };
  if (withheld) return { ...common, status: 'pending', dueInSeconds: 0, verdict: null, notCalled: true };
  if (delivered) return { ...common, status: 'delivered', verdict: 'works' };
  if (httpStatus === GONE && endpointId !== null)
    return { ...common, status: 'pending', dueInSeconds: 0, verdict: 'gone' };
  const wait = webhookRetryWait(attemptCount, schedule, retryAfterSeconds);
  if (wait === null || refused || httpStatus === GONE) return { ...common, status: 'dead', verdict: 'fails' };
  return { ...common, status: 'pending', dueInSeconds: wait, verdict: 'fails' };
}
