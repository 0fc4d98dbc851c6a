import { answerOf, client, type Schemas } from '../api/api.js';
import { useEndless } from '../ui/use-endless.js';
import type { FilterValues } from '../ui/use-filters.js';

export type Conversation = Schemas['ListedConversation'];

const PAGE_SIZE = 40;
/** A search has one page. */
const MAX_FOUND = 50;

/** Conversations, the last written in first; those in which the words are found where there are some. */
export function useConversations(values: FilterValues) {
  return useEndless<Conversation>(['conversations', values], (offset, signal) =>
    typeof values.query === 'string'
      ? found(values, values.query, signal)
      : page(values, Number(offset), signal),
  );
}

async function page(values: FilterValues, offset: number, signal: AbortSignal) {
  const query = { ...values, include_last_message: true, limit: PAGE_SIZE, offset };
  const { conversations } = await answerOf(
    client.api.GET('/api/v1/conversations', { params: { query }, signal }),
  );
  const next = conversations.length < PAGE_SIZE ? null : String(offset + PAGE_SIZE);
  return { items: conversations, next };
}

/** The search knows no filters: what it finds is gone through here. */
async function found(values: FilterValues, query: string, signal: AbortSignal) {
  const body = { query, limit: MAX_FOUND, include_last_message: true };
  const { conversations } = await answerOf(client.api.POST('/api/v1/conversations/search', { body, signal }));
  const fits = ({ status, channel_type: channel, unread_count: unread }: Conversation) =>
    (values.status === undefined || values.status === status) &&
    (values.channel_type === undefined || values.channel_type === channel) &&
    (values.unread === undefined || unread > 0);
  return { items: conversations.filter(fits), next: null };
}

/** The person at the other end: who our last message went to, or their last one came from. */
export function contactOf({ last_message: last, participant_to: to }: Conversation): string {
  if (!last) return to;
  return last.direction === 'inbound' ? last.from : last.to;
}
