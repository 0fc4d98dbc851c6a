/** Explained in docs/decisions/0029-lanes.md. */
import { type Lane, MESSAGE_PRIORITIES, MESSAGE_TYPES, type StoredEvent } from '#entities';

/** Every lane, those first that others must not keep waiting. */
export const LANES: readonly Lane[] = MESSAGE_PRIORITIES.flatMap((priority) =>
  MESSAGE_TYPES.map((type) => ({ type, priority })),
);

/** Each lane has a Redis Stream of its own; that of normal messages has the name of the contract, `message_queue:{type}`. */
export function queueOfLane({ type, priority }: Lane): string {
  return priority === 'normal' ? `message_queue:${type}` : `message_queue:${type}:${priority}`;
}

const LANE_OF_QUEUE = new Map(LANES.map((lane) => [queueOfLane(lane), lane]));

/** What travels by this queue; null for one that carries no messages. */
export function laneOfQueue(queue: string): Lane | null {
  return LANE_OF_QUEUE.get(queue) ?? null;
}

export const MESSAGE_QUEUES = [...LANE_OF_QUEUE.keys()];

export const WEBHOOK_QUEUE = 'webhook_queue';

/** What we tell others. */
export const CALLBACK_QUEUE = 'callback_queue';

/** As they are listed: the lanes of a type stand together, the one of the contract first. */
export const ALL_QUEUES = [
  ...MESSAGE_TYPES.flatMap((type) =>
    (['normal', 'code', 'bulk'] as const).map((priority) => queueOfLane({ type, priority })),
  ),
  WEBHOOK_QUEUE,
  CALLBACK_QUEUE,
];

/** What each queue carries. */
export const QUEUE_TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...LANE_OF_QUEUE].map(([queue, { type }]) => [queue, type])),
  [WEBHOOK_QUEUE]: 'provider_events',
  [CALLBACK_QUEUE]: 'webhooks',
};

/** What an entry of a message queue says, as the contract has it. The row is the truth; this only wakes. */
export interface MessageEntry {
  message_id: string;
  retry_count: number;
  scheduled_at: string;
}

/** A message that is to be worked on now: what its queue needs to know of it. */
export interface ReadyMessage extends Lane {
  id: string;
  retryCount: number;
  /** The W3C trace context it is sent in. */
  traceparent?: string | null;
}

/** The entry of a message, for the queue of its lane. */
export function queueItem(message: ReadyMessage): {
  queue: string;
  data: MessageEntry;
  traceparent?: string;
} {
  const { id, retryCount, traceparent } = message;
  const data = { message_id: id, retry_count: retryCount, scheduled_at: new Date().toISOString() };
  const queue = queueOfLane(message);
  return traceparent ? { queue, data, traceparent } : { queue, data };
}

/** What the log says of an entry: the message, the provider event or the webhook that it names. */
export function wordsOfEntry(data: object): Record<string, unknown> {
  const { message_id, webhook_id, callback_id } = data as Record<string, unknown>;
  return { message_id, webhook_id: webhook_id ?? callback_id };
}

/** What an entry of the webhook queue says: a stored event, or, while PostgreSQL was away, the callback as a whole. */
export type WebhookEntry =
  | { webhook_id: string; provider: string }
  | { provider: string; events: StoredEvent[] };
