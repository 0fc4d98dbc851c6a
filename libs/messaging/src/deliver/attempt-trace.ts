import type { Claim } from '#entities';
import type { TraceSpan, Tracing } from '#observability';
import { queueOfLane } from '../message-queues.js';

/** What the span of an attempt is known by, to the attempts after it and to what the provider tells of it. */
export function attemptKey(messageId: string, attemptNumber: number): string {
  return `${messageId} ${attemptNumber}`;
}

/**
 * The span of one attempt, and in it that of the claim, which it began with; in the trace of the message, whatever process it
 * is in, with a link to the attempt before. Null where its trace is not recorded.
 */
export function attemptSpan(
  tracing: Tracing,
  claim: Claim,
  { entry, startedAt }: { entry: string | null; startedAt: number },
): TraceSpan | null {
  if (!tracing.records(entry ?? claim.traceparent)) return null;
  const { id, attemptNumber, traceparent, type, provider, unsettled } = claim;
  const queue = queueOfLane(claim);
  const isRetry = attemptNumber > 1 && traceparent !== null;
  const span = tracing.start({
    name: `${unsettled ? 'settle' : 'process'} ${queue}`,
    kind: 'consumer',
    parent: entry ?? traceparent,
    // The attempt that is settled has its span already.
    ...(!unsettled && { key: attemptKey(id, attemptNumber) }),
    ...(isRetry && { links: [tracing.contextOf(traceparent, attemptKey(id, attemptNumber - 1))] }),
    startedAt,
    attributes: {
      'messaging.system': 'redis',
      'messaging.destination.name': queue,
      'messaging.operation.type': 'process',
      'sendstream.message_id': id,
      'sendstream.message_type': type,
      'sendstream.attempt': attemptNumber,
      'sendstream.provider': provider,
    },
  });
  if (span) tracing.start({ name: 'claim', kind: 'internal', parent: span.traceparent, startedAt })?.end();
  return span;
}
