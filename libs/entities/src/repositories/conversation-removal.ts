import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

/** `busy`: somebody works on one of its messages. */
export type Removal = 'removed' | 'unknown' | 'busy';

const CHUNK = 2_000;

const HOLD = { name: 'hold_conversation', text: 'SELECT id FROM conversations WHERE id = $1 FOR UPDATE' };

const INDEXED = {
  name: 'remove_messages_indexed',
  text: `SELECT message_id AS id FROM message_index WHERE conversation_id = $1 ORDER BY message_id LIMIT ${CHUNK}`,
};

const UNINDEX = {
  name: 'remove_messages_tail',
  text: 'DELETE FROM message_index_tail WHERE conversation_id = $1 RETURNING message_id AS id',
};

const FREE = {
  name: 'remove_messages_free',
  // A message that somebody has locked is being worked on. Not waiting for it, nobody waits in a circle.
  text: `
    WITH free AS MATERIALIZED (
      SELECT id FROM messages WHERE id = ANY ($1::uuid[]) AND CASE status WHEN 'sending' THEN false ELSE true END
         FOR UPDATE SKIP LOCKED
    )
    SELECT (SELECT count(*) FROM free) = (SELECT count(*) FROM messages WHERE id = ANY ($1::uuid[])) AS free`,
};

const REMOVE = {
  name: 'remove_messages',
  text: `
    WITH events AS (DELETE FROM message_events WHERE message_id = ANY ($1::uuid[])),
         attempts AS (DELETE FROM send_attempts WHERE message_id = ANY ($1::uuid[])),
         attached AS (DELETE FROM attachments WHERE message_id = ANY ($1::uuid[])),
         contents AS (DELETE FROM attachment_contents WHERE message_id = ANY ($1::uuid[])),
         told AS (DELETE FROM callbacks WHERE message_id = ANY ($1::uuid[]) AND status <> 'pending'),
         untold AS (DELETE FROM callbacks WHERE message_id = ANY ($1::uuid[]) AND status = 'pending'),
         indexed AS (DELETE FROM message_index WHERE message_id = ANY ($1::uuid[]))
    DELETE FROM messages WHERE id = ANY ($1::uuid[])`,
};

const FORGET = {
  name: 'remove_conversation',
  text: `
    WITH searched AS (DELETE FROM conversation_search WHERE conversation_id = $1)
    DELETE FROM conversations WHERE id = $1`,
};

class Busy extends Error {}

/** Takes a conversation and all that belongs to it out of the database. */
@Injectable()
export class ConversationRemoval {
  constructor(private readonly database: Database) {}

  /** All of it or, when one of its messages is being worked on, nothing. No message joins it meanwhile. */
  async remove(id: string): Promise<Removal> {
    try {
      return await this.database.transaction(async (on) => {
        if ((await this.database.run(HOLD, [id], on)).length === 0) return 'unknown';
        const tail = await this.database.run<{ id: string }>(UNINDEX, [id], on);
        for (let done = 0; done < tail.length; done += CHUNK)
          await this.removeMessages(tail.slice(done, done + CHUNK), on);
        for (;;) {
          const chunk = await this.database.run<{ id: string }>(INDEXED, [id], on);
          if (chunk.length === 0) break;
          await this.removeMessages(chunk, on);
        }
        await this.database.run(FORGET, [id], on);
        return 'removed';
      });
    } catch (error) {
      if (error instanceof Busy) return 'busy';
      throw error;
    }
  }

  private async removeMessages(messages: { id: string }[], on: Connection): Promise<void> {
    const ids = [messages.map(({ id }) => id)];
    const [answer] = await this.database.run<{ free: boolean }>(FREE, ids, on);
    if (!answer?.free) throw new Busy();
    await this.database.run(REMOVE, ids, on);
  }
}
