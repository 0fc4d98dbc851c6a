import type { Inbox } from '../inbox/inbox.js';
import type { InboxMessage } from '../inbox/inbox-message.js';
import type { InboxQueryDto } from './inbox-query.dto.js';

/** The newest messages that the query asks for, and how many there are. */
export function found(
  inbox: Inbox,
  { limit, to, search = '' }: InboxQueryDto,
): { messages: InboxMessage[]; total: number } {
  const matching = [...inbox.newestFirst()].filter(
    (message) => (to === undefined || message.to === to) && hasWords(message, search),
  );
  return { messages: matching.slice(0, limit), total: matching.length };
}

/** Whether all words of the search are somewhere in the message, in any case. */
function hasWords(message: InboxMessage, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = textOf(message).toLowerCase();
  return words.every((word) => text.includes(word));
}

function textOf(message: InboxMessage): string {
  const { id, messageId, provider, direction, channel, from, to, status, body } = message;
  const rest = [message.errorCode, message.subject, message.html, ...message.attachments];
  return [id, messageId, provider, direction, channel, from, to, status, body, ...rest].join('\n');
}
