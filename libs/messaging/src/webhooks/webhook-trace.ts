import type { WebhookClaim } from '#entities';
import { traceparentIn, type TraceSpan, type Tracing } from '#observability';

/** The message that a webhook tells of; undefined for one that tells of something else. */
export function messageIdOf({ type, snapshot }: WebhookClaim): string | undefined {
  const { id } = snapshot;
  return type.startsWith('message.') && typeof id === 'string' ? id : undefined;
}

/** The trace context of that message; null: none. */
export function traceparentOf({ snapshot }: WebhookClaim): string | null {
  const { traceparent } = snapshot;
  return typeof traceparent === 'string' ? traceparentIn(traceparent) : null;
}

/** The span of one call of a webhook, in the trace of its message; null where that has none. */
export function webhookSpan(tracing: Tracing, claim: WebhookClaim): TraceSpan | null {
  const parent = traceparentOf(claim);
  if (!tracing.records(parent)) return null;
  const { id, type, endpointId, attemptCount } = claim;
  return tracing.start({
    name: `webhook ${type}`,
    kind: 'client',
    parent,
    attributes: {
      'sendstream.webhook_id': id,
      'sendstream.message_id': messageIdOf(claim),
      'sendstream.endpoint_id': endpointId ?? undefined,
      'sendstream.attempt': attemptCount,
    },
  });
}
