import type { Claim } from '#entities';
import { traceIdOf } from '#observability';
import { queueOfLane } from '../message-queues.js';

/** What each line of the log says of the message it speaks of, and of the attempt. */
export function ofClaim(claim: Claim) {
  const { id, attemptNumber, provider, traceparent, requestId } = claim;
  return {
    message_id: id,
    queue: queueOfLane(claim),
    attempt: attemptNumber,
    provider,
    trace_id: traceIdOf(traceparent),
    request_id: requestId ?? undefined,
  };
}
