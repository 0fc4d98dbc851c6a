import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { Message } from '../tables/message.entity.js';
import { Messages } from './messages.js';

const PAGE = {
  name: 'messages_of_conversation',
  text: `
    SELECT id FROM (
      (SELECT message_id AS id FROM message_index WHERE conversation_id = $1
        ORDER BY message_id DESC LIMIT $2::int + $3::int)
       UNION ALL
      SELECT message_id FROM message_index_tail WHERE conversation_id = $1
    ) AS all_of_it ORDER BY id DESC LIMIT $2 OFFSET $3`,
};

/** What was said in a conversation. */
@Injectable()
export class ConversationMessages {
  constructor(
    private readonly database: Database,
    private readonly messages: Messages,
  ) {}

  /** Newest first. */
  async page(conversationId: string, limit: number, offset: number): Promise<Message[]> {
    const rows = await this.database.run<{ id: string }>(PAGE, [conversationId, limit, offset]);
    return this.messages.findAll(rows.map(({ id }) => id));
  }
}
