import type { Message } from '#entities';
import { messageJson } from '../message-json.js';

/** What a receiver gets: what happened, when, and to what. */
interface WebhookBody {
  type: string;
  timestamp: string;
  data: object;
}

/** Columns of a suppression that are no one's business outside, or mean nothing where they are empty. */
const SUPPRESSION_FIELDS = ['id', 'address', 'channel', 'sender', 'reason', 'note', 'created_at'];

/** The body of a callback, the same at each attempt. `messageOf` reads the row of a message that was kept as JSON. */
export function webhookBody(
  event: { type: string; createdAt: Date; snapshot: Record<string, unknown> },
  messageOf: (snapshot: Record<string, unknown>) => Message,
): string {
  const { type, createdAt, snapshot } = event;
  const data = dataOf(type, snapshot, messageOf);
  return JSON.stringify({ type, timestamp: createdAt.toISOString(), data } satisfies WebhookBody);
}

function dataOf(
  type: string,
  snapshot: Record<string, unknown>,
  messageOf: (snapshot: Record<string, unknown>) => Message,
): object {
  if (type.startsWith('message.')) return messageJson(messageOf(snapshot));
  return type.startsWith('budget.') ? snapshot : suppressionOf(snapshot);
}

function suppressionOf(snapshot: Record<string, unknown>): object {
  const given = SUPPRESSION_FIELDS.flatMap((name) => {
    const value = snapshot[name];
    if (value === undefined || (name === 'sender' && value === '')) return [];
    return [[name, name === 'created_at' ? new Date(value as string) : value]];
  });
  return Object.fromEntries(given) as object;
}
