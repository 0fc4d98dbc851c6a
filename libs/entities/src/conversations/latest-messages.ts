/** Explained in docs/decisions/0009-an-index-beside-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageStatus } from '../tables/message-status.js';

/** The newest message of a conversation, as far as a list shows it. */
export interface LatestMessage {
  conversationId: string;
  id: string;
  direction: 'outbound' | 'inbound';
  type: string;
  status: MessageStatus;
  from: string;
  to: string;
  subject: string | null;
  /** Its beginning. */
  text: string;
  createdAt: Date;
}

/** What fits on a line or two. */
const TEXT_LENGTH = 200;

const LATEST = {
  name: 'latest_messages',
  text: `
    WITH in_tail AS MATERIALIZED (
      SELECT DISTINCT ON (conversation_id) conversation_id, message_id FROM message_index_tail
       WHERE conversation_id = ANY ($1::uuid[]) ORDER BY conversation_id, message_id DESC
    )
    SELECT c.id AS "conversationId", m.*
      FROM unnest($1::uuid[]) AS c(id)
     CROSS JOIN LATERAL (
       SELECT id FROM (
         (SELECT message_id AS id FROM message_index WHERE conversation_id = c.id ORDER BY message_id DESC LIMIT 1)
          UNION ALL
         SELECT message_id FROM in_tail WHERE conversation_id = c.id
       ) AS merged ORDER BY id DESC LIMIT 1) AS newest
     CROSS JOIN LATERAL (
       SELECT id, direction, type, status, from_address AS "from", to_address AS "to", subject, left(body, ${TEXT_LENGTH}) AS text, created_at AS "createdAt"
         FROM messages WHERE id = newest.id OFFSET 0) AS m`,
};

/** What was said last in conversations. */
@Injectable()
export class LatestMessages {
  constructor(private readonly database: Database) {}

  /** By the ids of their conversations; those without messages have none. */
  async of(conversationIds: string[]): Promise<Map<string, LatestMessage>> {
    const rows = await this.database.run<LatestMessage>(LATEST, [conversationIds]);
    return new Map(rows.map((row) => [row.conversationId, row]));
  }
}
