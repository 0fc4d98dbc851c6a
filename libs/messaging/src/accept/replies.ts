import { Injectable } from '@nestjs/common';
import { type MessageHead, Messages } from '#entities';
import { channelOf, pairOf } from '../addresses/participants.js';
import type { Draft } from './draft.js';

/** A draft, and the message it answers. */
export interface Reply {
  draft: Draft;
  parentId: string;
}

/** Why a draft cannot be a reply: there is no such message, or it is between others or on another channel. */
export type ReplyFault = 'no_parent' | 'other_pair';

/** Finds out into which conversation a reply belongs: that of its parent. */
@Injectable()
export class Replies {
  constructor(private readonly messages: Messages) {}

  /** For each reply, in order, its draft with the place it belongs to, or why it has none. */
  async place(replies: Reply[]): Promise<(Draft | ReplyFault)[]> {
    const parents = await this.messages.heads([...new Set(replies.map(({ parentId }) => parentId))]);
    return replies.map(({ draft, parentId }) => {
      const parent = parents.get(parentId);
      if (!parent) return 'no_parent';
      if (!isSamePair(draft, parent)) return 'other_pair';
      return { ...draft, parent: { messageId: parent.id, conversationId: parent.conversationId } };
    });
  }
}

function isSamePair(draft: Draft, parent: MessageHead): boolean {
  if (channelOf(draft.type) !== channelOf(parent.type)) return false;
  const mine = pairOf(draft.from, draft.to);
  // What came to a number of a pool is in the pool's conversation, and is answered there.
  return [pairOf(parent.from, parent.to), parent.conversation].some(
    (its) => mine.low === its.low && mine.high === its.high,
  );
}
