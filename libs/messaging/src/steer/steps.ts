import type { Move } from '#entities';
import type { Verdict } from './steering.js';

const BY_HAND = 'by hand';

export function canceled(messageId: string): Move {
  return { messageId, to: 'canceled', event: { type: 'canceled', reason: 'canceled before it was sent' } };
}

/** The metadata stays with the event: the message's own is its sender's. */
export function setByHand(messageId: string, to: Verdict, metadata: Record<string, unknown> | null): Move {
  const detail = { by_hand: true, ...(metadata && { metadata }) };
  const error = { code: 'by_hand', message: 'set to failed by hand', provider: null };
  return {
    messageId,
    to,
    ...(to === 'failed' && { error }),
    ...((to === 'delivered' || to === 'sent') && { error: null }),
    event: { type: to, reason: BY_HAND, detail },
  };
}

/** Due at once. A failed message begins anew; one that waits for its next try keeps count of them. */
export function retried(messageId: string, from: 'failed' | 'retry'): Move {
  const reason =
    from === 'failed' ? 'to be sent again, by hand' : 'its next try was brought forward, by hand';
  return {
    messageId,
    to: 'pending',
    from: [from],
    dueInSeconds: 0,
    ...(from === 'failed' && { error: null, resetRetries: true }),
    event: { type: 'queued', reason, detail: { by_hand: true } },
  };
}
