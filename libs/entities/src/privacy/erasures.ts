/** Explained in docs/decisions/0022-erased-stays-erased.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { MARK, REMOVE_EVENTS, UNAPPLIED } from './erased-events-of-messages.js';
import { REMOVE } from './erased-rows-of-messages.js';
import { FORGET_TAGS, HOLD_COUNTERS, TAGS } from './erased-tags.js';
import { readersOf } from './table-readers.js';

/** `busy`: one of its messages is being sent. */
export type ErasureBegin = 'begun' | 'unknown' | 'busy';

/** So many messages are removed at once: nobody waits long for what is locked meanwhile. */
const CHUNK = 1_000;

const HOLD = {
  name: 'erasure_hold',
  text: `
    SELECT participant_low AS low, participant_high AS high,
           EXISTS (SELECT 1 FROM messages m WHERE m.status = 'sending' AND m.conversation_id = c.id) AS busy
      FROM conversations c WHERE id = $1 FOR UPDATE`,
};

const IS_BEGUN = { name: 'erasure_begun', text: 'SELECT 1 FROM erasures WHERE conversation_id = $1' };

const BEGIN = {
  name: 'erasure_begin',
  text: `
    WITH erasure AS (INSERT INTO erasures (conversation_id) VALUES ($1)),
         choices AS (DELETE FROM sender_choices WHERE recipient = ANY ($2::text[]) AND 'pool:' || pool = ANY ($2::text[])),
         search_text AS (DELETE FROM conversation_search WHERE conversation_id = $1),
         -- A suppression stays, and so does what is still to be told of it.
         webhooks AS (DELETE FROM callbacks WHERE message_id IS NULL AND snapshot->>'address' = ANY ($2::text[])
                                              AND status <> 'pending')
    DELETE FROM conversations WHERE id = $1`,
};

/** What was asked for at its time stays a fact; whom it named is not in it any more. */
const FORGET_ASKED = {
  name: 'erasure_bulk_actions',
  text: `
    UPDATE bulk_actions SET filter = filter - ARRAY['from', 'to', 'search']
     WHERE status = 'done' AND EXISTS (
       SELECT 1 FROM unnest(ARRAY[filter->>'from', filter->>'to', filter->>'search']) AS asked
         JOIN unnest($1::text[]) AS address ON strpos(lower(asked), address) > 0)`,
};

const OPEN = {
  name: 'erasures_open',
  text: `SELECT conversation_id AS id FROM erasures WHERE requested_at < now() - make_interval(secs => $1)`,
};

const MESSAGES = {
  name: 'erasure_messages',
  text: `
    (SELECT message_id AS id FROM message_index_tail WHERE conversation_id = $1 LIMIT ${CHUNK})
     UNION ALL
    (SELECT message_id FROM message_index WHERE conversation_id = $1 ORDER BY message_id LIMIT ${CHUNK})
     LIMIT ${CHUNK}`,
};

const END = { name: 'erasure_end', text: 'DELETE FROM erasures WHERE conversation_id = $1' };

/** Takes conversations and all that is known of them out of the database, in steps that can be taken again. */
@Injectable()
export class Erasures {
  constructor(private readonly database: Database) {}

  /**
   * The conversation is gone, and no message joins it any more; its messages are still to be removed. When one of them
   * is being sent nothing happens, unless it is to begin `evenBusy`: then that message follows when it has come to its
   * end. `begun` too for one whose erasure has begun before and is not at its end.
   */
  async begin(id: string, { evenBusy }: { evenBusy: boolean } = { evenBusy: false }): Promise<ErasureBegin> {
    return this.database.transaction(async (on) => {
      const [held] = await this.database.run<{ low: string; high: string; busy: boolean }>(HOLD, [id], on);
      if (!held) return (await this.database.run(IS_BEGUN, [id], on)).length > 0 ? 'begun' : 'unknown';
      if (held.busy && !evenBusy) return 'busy';
      await this.database.run(BEGIN, [id, [held.low, held.high]], on);
      await this.database.run(FORGET_ASKED, [[held.low, held.high]], on);
      return 'begun';
    });
  }

  /** Conversations whose erasure began longer ago than that and is not at its end. */
  async unfinished(forSeconds: number): Promise<string[]> {
    return (await this.database.run<{ id: string }>(OPEN, [forSeconds])).map(({ id }) => id);
  }

  /** Some of the messages that are still there. */
  async messages(id: string): Promise<string[]> {
    return (await this.database.run<{ id: string }>(MESSAGES, [id])).map((row) => row.id);
  }

  /** From the end of the transactions in `readers` on, no event of these messages is stored or brings anything back. */
  async mark(messageIds: string[]): Promise<void> {
    await this.database.run(MARK, [messageIds]);
  }

  /** Who may not have seen what was marked. */
  readers(): Promise<Set<string>> {
    return readersOf(this.database, 'erased');
  }

  /** What was told of these messages and has no effect yet. */
  async unapplied(messageIds: string[]): Promise<string[]> {
    return (await this.database.run<{ id: string }>(UNAPPLIED, [messageIds])).map(({ id }) => id);
  }

  /**
   * Removes messages that are marked, all that was told of them, and the counters of tags that no other message has. Answers
   * how many messages and events that were; the other messages are in use just now.
   */
  async remove(messageIds: string[]): Promise<{ messages: number; events: number }> {
    // Whoever applies events locks them, and then their messages: never the other way round.
    const [removed] = await this.database.run<{ count: number }>(REMOVE_EVENTS, [messageIds]);
    const messages = await this.database.transaction(async (on) => {
      const [named] = await this.database.run<{ tags: string[] }>(TAGS, [messageIds], on);
      const [row] = await this.database.run<{ count: number }>(REMOVE, [messageIds], on);
      if (named && named.tags.length > 0) {
        await this.database.run(HOLD_COUNTERS, [], on);
        await this.database.run(FORGET_TAGS, [named.tags], on);
      }
      return row?.count ?? 0;
    });
    return { messages, events: removed?.count ?? 0 };
  }

  /** Nothing of it is left. */
  async end(id: string): Promise<void> {
    await this.database.run(END, [id]);
  }
}
