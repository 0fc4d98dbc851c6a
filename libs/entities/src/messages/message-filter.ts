import type { MessageStatus } from '../tables/message-status.js';
import type { MessagePriority, MessageType } from '../tables/message.entity.js';

/** What a text that is looked for may stand for: a message is found by any of these. */
export interface MessageSearch {
  /** Our ids. */
  ids: string[];
  /** As providers know messages. */
  providerIds: string[];
  /** Patterns for ILIKE of a part of an address, each with three letters or digits in a row. */
  addressParts: string[];
  /** A tag or an error code as it is; a value of the metadata in any case. */
  text: string;
  /** Words that the subject or the body has, all of them. */
  words: string;
}

/** Which messages are wanted; what is undefined does not matter. */
export interface MessageFilter {
  conversationId?: string;
  parentId?: string;
  status?: MessageStatus[];
  direction?: 'inbound' | 'outbound';
  type?: MessageType;
  priority?: MessagePriority;
  /** As participants: a number, or an address without its name. */
  from?: string;
  to?: string;
  /** The country or the calling code of the recipient's number, or the domain of its mail address. */
  destination?: string;
  tag?: string;
  createdAfter?: Date;
  createdBefore?: Date;
  /** When it last changed. */
  changedAfter?: Date;
  changedBefore?: Date;
  provider?: string;
  /** The code of its error, be it the provider's or our own. */
  errorCode?: string;
  /** The key it was sent with. */
  apiKeyId?: string;
  search?: MessageSearch;
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
