import type { EventTarget, StoredEvent } from '#entities';
import type { Tracing } from '#observability';
import { attemptKey } from '../deliver/attempt-trace.js';

/** A span for each event that speaks of a message with a trace, below the attempt that it speaks of: the message's latest. */
export function eventSpans(
  tracing: Tracing,
  events: StoredEvent[],
  targets: ReadonlyMap<string, EventTarget>,
  startedAt: number,
): void {
  for (const { id, kind, provider, providerStatus, code } of events) {
    const target = targets.get(id);
    if (!target?.traceparent || !tracing.records(target.traceparent)) continue;
    const { messageId, traceparent, attemptCount } = target;
    const attempt = tracing.contextOf(traceparent, attemptKey(messageId, attemptCount));
    const span = tracing.start({
      name: `provider event ${kind}`,
      kind: 'internal',
      parent: attemptCount > 0 ? attempt : traceparent,
      startedAt,
      attributes: {
        'sendstream.message_id': messageId,
        'sendstream.provider': provider,
        'sendstream.provider_status': providerStatus,
        'error.type': code ?? undefined,
      },
    });
    span?.end();
  }
}
