import type { MessageType, StoredEvent } from '#entities';

/** The queues of the contract. Each is a Redis Stream and has exactly one handler in the processor. */
export const MESSAGE_QUEUES: Record<MessageType, string> = {
  sms: 'message_queue:sms',
  mms: 'message_queue:mms',
  email: 'message_queue:email',
};

/** What travels by this queue; null for one that carries no messages. */
export function typeOfQueue(queue: string): MessageType | null {
  const types = Object.keys(MESSAGE_QUEUES) as MessageType[];
  return types.find((type) => MESSAGE_QUEUES[type] === queue) ?? null;
}

export const WEBHOOK_QUEUE = 'webhook_queue';

/** What we tell others. */
export const CALLBACK_QUEUE = 'callback_queue';

export const ALL_QUEUES = [...Object.values(MESSAGE_QUEUES), WEBHOOK_QUEUE, CALLBACK_QUEUE];

/** What each queue carries. */
export const QUEUE_TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(MESSAGE_QUEUES).map(([type, queue]) => [queue, type])),
  [WEBHOOK_QUEUE]: 'provider_events',
  [CALLBACK_QUEUE]: 'webhooks',
};

/** What an entry of a message queue says, as the contract has it. The row is the truth; this only wakes. */
export interface MessageEntry {
  message_id: string;
  retry_count: number;
  scheduled_at: string;
}

export function messageEntry(messageId: string, retryCount: number): MessageEntry {
  return { message_id: messageId, retry_count: retryCount, scheduled_at: new Date().toISOString() };
}

/** What an entry of the webhook queue says: a stored event, or, while PostgreSQL was away, the callback as a whole. */
export type WebhookEntry =
  { webhook_id: string; provider: string } | { provider: string; events: StoredEvent[] };
