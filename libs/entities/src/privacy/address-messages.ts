/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

const CHUNK = 1_000;

const CONVERSATIONS = {
  name: 'conversations_of_address',
  text: `
    SELECT id FROM conversations WHERE participant_low = $1
     UNION
    SELECT id FROM conversations WHERE participant_high = $1
     LIMIT ${CHUNK}`,
};

const OF_ADDRESS = `
    (SELECT message_id AS id FROM message_index_tail WHERE $1 IN (from_participant, to_participant))
     UNION
    (SELECT message_id FROM message_index WHERE from_participant = $1)
     UNION
    (SELECT message_id FROM message_index WHERE to_participant = $1)`;

const OF_CONVERSATION = `
    (SELECT message_id AS id FROM message_index_tail WHERE conversation_id = $1::uuid)
     UNION
    (SELECT message_id FROM message_index WHERE conversation_id = $1::uuid)`;

const MESSAGES = { name: 'messages_of_address', text: `SELECT id FROM (${OF_ADDRESS}) AS m LIMIT ${CHUNK}` };

const waiting = (name: string, of: string) => ({
  name,
  text: `
    SELECT m.id FROM messages m
     WHERE m.id = ANY (ARRAY(${of})) AND CASE WHEN m.status IN ('scheduled', 'pending', 'retry') THEN true ELSE false END
     LIMIT ${CHUNK}`,
});
const WAITING = {
  address: waiting('waiting_of_address', OF_ADDRESS),
  conversation: waiting('waiting_of_conversation', OF_CONVERSATION),
};

/** What is somebody's: conversations with him, and messages from him or to him, wherever they are. */
@Injectable()
export class AddressMessages {
  constructor(private readonly database: Database) {}

  /** Some of the conversations that he takes part in. The address is a participant. */
  async conversations(address: string): Promise<string[]> {
    return (await this.database.run<{ id: string }>(CONVERSATIONS, [address])).map(({ id }) => id);
  }

  /** Some of the messages from him or to him. */
  async messages(address: string): Promise<string[]> {
    return (await this.database.run<{ id: string }>(MESSAGES, [address])).map(({ id }) => id);
  }

  /** Some of the messages that would still be sent. */
  async waiting(of: 'address' | 'conversation', subject: string): Promise<string[]> {
    return (await this.database.run<{ id: string }>(WAITING[of], [subject])).map(({ id }) => id);
  }
}
