import { answerOf, client } from '../api/api.js';
import type { Message } from '../messages/message-parts.js';
import { useEndless } from '../ui/use-endless.js';

const PAGE_SIZE = 50;

/** The messages of a conversation, newest first. */
export function useChat(id: string) {
  return useEndless<Message>(['conversation', id, 'messages'], async (cursor, signal) => {
    const query = { conversation_id: id, limit: PAGE_SIZE, cursor };
    const answer = await answerOf(client.api.GET('/api/v1/messages', { params: { query }, signal }));
    return { items: answer.messages, next: answer.next_cursor ?? null };
  });
}
