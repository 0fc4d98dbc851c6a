/** Explained in docs/decisions/0009-an-index-beside-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { Messages, type MessageSlice } from '../messages/messages.js';

const PAGE = {
  name: 'messages_of_conversation',
  text: `
    SELECT id FROM (
      (SELECT message_id AS id FROM message_index WHERE conversation_id = $1
        ORDER BY message_id DESC LIMIT $2::bigint + $3::bigint)
       UNION ALL
      SELECT message_id FROM message_index_tail WHERE conversation_id = $1
    ) AS merged ORDER BY id DESC LIMIT $2 OFFSET $3`,
};

/** What was said in a conversation. */
@Injectable()
export class ConversationMessages {
  constructor(
    private readonly database: Database,
    private readonly messages: Messages,
  ) {}

  /** Newest first; fewer where they are large, as Messages.slice has them. */
  async page(conversationId: string, limit: number, offset: number): Promise<MessageSlice> {
    // One more than the page tells whether the conversation goes on.
    const rows = await this.database.run<{ id: string }>(PAGE, [conversationId, limit + 1, offset]);
    return this.messages.slice(
      rows.map(({ id }) => id),
      limit,
    );
  }
}
