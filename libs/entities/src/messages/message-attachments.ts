/** Explained in docs/decisions/0016-calls-to-addresses-users-give.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** What is known of one file of a message. */
export interface MessageAttachment {
  url: string;
  contentType: string | null;
  /** Bytes. */
  size: number | null;
  filename: string | null;
}

const OF_MESSAGE = {
  name: 'attachments_of_message',
  text: `
    SELECT url, content_type AS "contentType", size::float8 AS size, filename
      FROM attachments WHERE message_id = $1 ORDER BY position`,
};

/** What is attached to messages. */
@Injectable()
export class MessageAttachments {
  constructor(private readonly database: Database) {}

  /** In the message's own order. */
  of(messageId: string): Promise<MessageAttachment[]> {
    return this.database.run<MessageAttachment>(OF_MESSAGE, [messageId]);
  }
}
