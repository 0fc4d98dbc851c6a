import { Injectable, Logger } from '@nestjs/common';
import { type ErasureCounts, Erasures, isDatabaseUnavailable } from '#entities';
import { setTimeout as sleep } from 'node:timers/promises';
import { Tracking } from '../provider-events/tracking.js';
import { DeadLetterErasure } from './dead-letter-erasure.js';

/** Until what is in somebody's hands, or in a transaction, is looked at again. */
const STEP_MS = 25;
/** A client that asked waits so long for what is being sent; a processor does the rest. */
const TIMEOUT_MS = 3_000;

/** `more`: there is more to be removed; `in use`: and it cannot be removed yet. */
export type ErasureState = 'done' | 'more' | 'in use';

/** `rest`: it is gone, and what could not be removed yet follows by itself. */
export type ErasureResult = 'erased' | 'rest' | 'unknown' | 'busy';

/**
 * Erases conversations: afterwards neither PostgreSQL nor Redis has an address or a word of them, and no event that comes
 * late or is applied again brings anything back.
 */
@Injectable()
export class Erasure {
  private readonly logger = new Logger(Erasure.name);

  constructor(
    private readonly erasures: Erasures,
    private readonly tracking: Tracking,
    private readonly deadLetters: DeadLetterErasure,
  ) {}

  /** Begins, also while one of its messages is being sent; `finish` does the rest. False: there is no such conversation. */
  async begin(conversationId: string): Promise<boolean> {
    return (await this.erasures.begin(conversationId, { evenBusy: true })) === 'begun';
  }

  /** `busy`: one of its messages is being sent, and nothing happened. */
  async erase(conversationId: string): Promise<ErasureResult> {
    const begun = await this.erasures.begin(conversationId);
    if (begun !== 'begun') return begun;
    try {
      return (await this.finish(conversationId, TIMEOUT_MS)) ? 'erased' : 'rest';
    } catch (error) {
      this.logger.warn({ msg: 'an erasure will be continued later', error: (error as Error).message });
      return 'rest';
    }
  }

  /** Goes on with an erasure that has begun. False when some of it is still in use after so long. */
  async finish(conversationId: string, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const state = await this.removeConversation(conversationId, deadline, {});
      if (state !== 'more') return state === 'done';
    }
  }

  /** The same in parts: `more` when there is still something to remove at the deadline. Adds to `counted`. */
  async removeConversation(
    conversationId: string,
    deadline: number,
    counted: ErasureCounts,
  ): Promise<ErasureState> {
    const state = await this.removeMessages(() => this.erasures.messages(conversationId), deadline, counted);
    if (state !== 'done') return state;
    await this.deadLetters.erase();
    await this.erasures.end(conversationId);
    return 'done';
  }

  /** Removes messages, some at a time, until there are none, or until the deadline, which is of `performance.now()`. */
  async removeMessages(
    some: () => Promise<string[]>,
    deadline: number,
    counted: ErasureCounts,
  ): Promise<ErasureState> {
    for (;;) {
      const ids = await some();
      if (ids.length === 0) return 'done';
      const removed = await this.removeSome(ids, deadline, counted);
      if (performance.now() > deadline) return removed > 0 ? 'more' : 'in use';
      if (removed === 0) await sleep(STEP_MS);
    }
  }

  /** Resolves when nobody is left who may not have seen what was marked; false when that is not so at the deadline. */
  async isSeen(deadline: number): Promise<boolean> {
    const blind = await this.erasures.readers();
    while (blind.size > 0) {
      if (performance.now() > deadline) return false;
      await sleep(STEP_MS);
      const still = await this.erasures.readers();
      for (const reader of blind) if (!still.has(reader)) blind.delete(reader);
    }
    return true;
  }

  private async removeSome(ids: string[], deadline: number, counted: ErasureCounts): Promise<number> {
    await this.erasures.mark(ids);
    // Whoever began before that was committed may still store an event of theirs.
    if (!(await this.isSeen(deadline))) return 0;
    await this.applyRest(await this.erasures.unapplied(ids));
    const { messages, events } = await this.erasures.remove(ids);
    add(counted, { messages, provider_events: events });
    return messages;
  }

  /** Somebody may have said that he wants no more: that outlives what it was said about. */
  async applyRest(webhookIds: string[]): Promise<void> {
    for (const id of webhookIds) {
      await this.tracking.applyStored([id]).catch((error: Error) => {
        if (isDatabaseUnavailable(error)) throw error;
        this.logger.warn({ msg: 'an event was erased unapplied', webhook_id: id, error: error.name });
      });
    }
  }
}

/** Adds to counts, leaving out what is none. */
export function add(counted: ErasureCounts, more: ErasureCounts): void {
  for (const [what, count] of Object.entries(more))
    if (count > 0) counted[what] = (counted[what] ?? 0) + count;
}
