import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { ConversationChannel } from '../tables/conversation.entity.js';
import type { MessageType } from '../tables/message.entity.js';

/** A message about to be stored; its id and the id its conversation would get if it is new are the caller's. */
export interface NewMessage {
  id: string;
  conversation_id: string;
  channel: ConversationChannel;
  participant_low: string;
  participant_high: string;
  type: MessageType;
  from_address: string;
  to_address: string;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: string[];
  metadata: Record<string, unknown>;
  provider: string;
}

export interface StoredMessage {
  id: string;
  conversation_id: string;
  created_at: Date;
}

const ACCEPT = {
  name: 'accept',
  // A pair's conversation that this statement can see is only read, so a busy conversation is never a lock. A pair
  // that is new is inserted in the order of the index, so two batches never wait for each other in a circle; where
  // another batch was first, DO UPDATE answers with the winner's id. A message id that is stored already (the
  // statement is run again after its answer was lost) is left as it is.
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id uuid, conversation_id uuid, channel text, participant_low text, participant_high text, type text,
        from_address text, to_address text, body text, subject text, html text, attachments jsonb, metadata jsonb,
        provider text)
    ), known AS MATERIALIZED (
      SELECT i.id AS message_id, c.id FROM input i JOIN conversations c
          ON (c.channel_type, c.participant_low, c.participant_high)
           = (i.channel, i.participant_low COLLATE "C", i.participant_high COLLATE "C")
         AND c.channel_type IN ('sms', 'email') AND c.participant_low = ANY (ARRAY(SELECT participant_low FROM input))
    ), opened AS (
      INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
      SELECT DISTINCT ON (channel, participant_low COLLATE "C", participant_high COLLATE "C")
             conversation_id, channel, from_address, to_address, participant_low, participant_high
        FROM input i WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k.message_id = i.id)
       ORDER BY channel, participant_low COLLATE "C", participant_high COLLATE "C"
          ON CONFLICT (channel_type, participant_low, participant_high) DO UPDATE SET updated_at = now()
      RETURNING id, channel_type, participant_low, participant_high
    ), stored AS (
      INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, subject,
                            html, attachments, metadata, provider, due_at)
      SELECT i.id, coalesce(k.id, o.id), 'outbound', i.type, 'pending', i.from_address, i.to_address, i.body,
             i.subject, i.html, i.attachments, i.metadata, i.provider, now()
        FROM input i
        LEFT JOIN known k ON k.message_id = i.id
        LEFT JOIN opened o ON (o.channel_type, o.participant_low, o.participant_high)
                            = (i.channel, i.participant_low COLLATE "C", i.participant_high COLLATE "C")
          ON CONFLICT (id) DO NOTHING
      RETURNING id, conversation_id, created_at
    ), told AS (
      INSERT INTO message_events (message_id, type, status) SELECT id, 'accepted', 'pending' FROM stored
    )
    SELECT id, conversation_id, created_at FROM stored
    UNION ALL
    SELECT id, conversation_id, created_at FROM messages WHERE id = ANY (ARRAY(SELECT id FROM input))`,
};

/** Stores what the API accepts. */
@Injectable()
export class MessageIntake {
  constructor(private readonly database: Database) {}

  /**
   * Conversation, message (`pending`) and first event of each, in one statement: all are committed or none.
   * Running it again with the same ids stores nothing twice. Answers by message id.
   */
  async accept(messages: NewMessage[]): Promise<Map<string, StoredMessage>> {
    const rows = await this.database.run<StoredMessage>(ACCEPT, [JSON.stringify(messages)]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
