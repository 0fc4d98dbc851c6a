import type { NewMessage } from '#entities';
import type { TraceSpan, Tracing } from '#observability';
import { queueOfLane } from '../message-queues.js';

/**
 * A span for each message that is stored, in the trace of its request; from then on the message's context is that of its
 * span, also where it shares a request, or a statement, with others.
 */
export function acceptSpans(tracing: Tracing, rows: NewMessage[]): TraceSpan[] {
  return rows.flatMap((row) => {
    if (!tracing.records(row.traceparent)) return [];
    const { id, type, priority, provider } = row;
    const span = tracing.start({
      name: `accept ${type}`,
      kind: 'producer',
      parent: row.traceparent ?? null,
      attributes: {
        'messaging.system': 'redis',
        'messaging.destination.name': queueOfLane({ type, priority }),
        'messaging.operation.type': 'create',
        'sendstream.message_id': id,
        'sendstream.message_type': type,
        'sendstream.provider': provider,
      },
    });
    if (span) row.traceparent = span.traceparent;
    return span ?? [];
  });
}
