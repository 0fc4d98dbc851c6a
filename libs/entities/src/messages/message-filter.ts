import type { MessageStatus } from '../tables/message-status.js';
import type { MessageType } from '../tables/message.entity.js';

/** Which messages are wanted; what is undefined does not matter. */
export interface MessageFilter {
  conversationId?: string;
  parentId?: string;
  status?: MessageStatus[];
  direction?: 'inbound' | 'outbound';
  type?: MessageType;
  /** As participants: a number, or an address without its name. */
  from?: string;
  to?: string;
  tag?: string;
  createdAfter?: Date;
  createdBefore?: Date;
  /** So few have the tag that all of them are looked at. */
  tagIsRare?: boolean;
  /** Only what comes after this one in the list, which is newest first. */
  after?: string;
}

/** True when something beside status and time is asked for, so that the index is the way to find it. */
export function isIndexed({
  conversationId,
  parentId,
  direction,
  type,
  from,
  to,
  tag,
}: MessageFilter): boolean {
  return [conversationId, parentId, direction, type, from, to, tag].some((value) => value !== undefined);
}

/** An inbound message is `received`, and no other is: which spares looking for what cannot be. */
export function withoutContradiction(filter: MessageFilter): MessageFilter {
  const { direction, status } = filter;
  if (!status) return filter;
  if (!direction) {
    const [received, others] = [status.includes('received'), status.some((each) => each !== 'received')];
    if ((received && others) || !isIndexed(filter)) return filter;
    return { ...filter, direction: received ? 'inbound' : 'outbound' };
  }
  return { ...filter, status: status.filter((each) => (each === 'received') === (direction === 'inbound')) };
}
