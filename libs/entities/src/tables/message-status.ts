/** Where a message is in its life. `received` is the one status of an inbound message. */
export type MessageStatus =
  | 'scheduled'
  | 'pending'
  | 'sending'
  | 'retry'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'canceled'
  | 'received';

/**
 * Every move an outbound message may make. `sending -> sending` is an attempt whose outcome is still being settled;
 * `retry | pending -> sent` is a provider's callback for a message whose own answer had said otherwise. `delivered ->
 * failed` is a mail's: it may bounce after its server took it.
 */
const MOVES: Record<MessageStatus, readonly MessageStatus[]> = {
  scheduled: ['pending', 'canceled', 'failed'],
  pending: ['pending', 'sending', 'sent', 'canceled', 'failed'],
  sending: ['sending', 'sent', 'retry', 'failed'],
  retry: ['pending', 'sending', 'sent', 'canceled', 'failed'],
  sent: ['delivered', 'failed'],
  delivered: ['failed'],
  failed: ['pending'],
  canceled: [],
  received: [],
};

export const MESSAGE_STATUSES = Object.keys(MOVES) as MessageStatus[];

/** The statuses from which a message may move to `to`: the one place that knows what is allowed. */
export function sourcesOf(to: MessageStatus): MessageStatus[] {
  return MESSAGE_STATUSES.filter((from) => MOVES[from].includes(to));
}

/** The statuses of an outbound message that is not at its end: from these an operator may move it anywhere. */
export function openStatuses(): MessageStatus[] {
  return MESSAGE_STATUSES.filter((status) => !isFinal(status));
}

/** True when nothing more happens by itself. (A mail that is `delivered` may still bounce.) */
export function isFinal(status: MessageStatus): boolean {
  return status === 'delivered' || status === 'failed' || status === 'canceled' || status === 'received';
}
