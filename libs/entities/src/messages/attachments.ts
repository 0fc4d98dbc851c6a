/** Explained in docs/decisions/0016-calls-to-addresses-users-give.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** What a message's file is, known once it was fetched. */
export interface AttachmentFacts {
  contentType: string;
  size: number;
  filename: string;
}

const DESCRIBE = {
  name: 'describe_attachments',
  text: `
    UPDATE attachments a
       SET content_type = i."contentType", size = i.size, filename = i.filename
      FROM json_to_recordset($2::json) AS i(position int, "contentType" text, size bigint, filename text)
     WHERE a.message_id = $1 AND a.position = i.position
       AND (a.content_type, a.size, a.filename) IS DISTINCT FROM (i."contentType", i.size, i.filename)`,
};

/** Keeps what is known of the files that messages name. */
@Injectable()
export class Attachments {
  constructor(private readonly database: Database) {}

  /** `facts`: of each file, in the order of the message's URLs. */
  async describe(messageId: string, facts: AttachmentFacts[]): Promise<void> {
    const rows = facts.map(({ contentType, size, filename }, position) => ({
      position,
      contentType,
      size,
      filename,
    }));
    await this.database.run(DESCRIBE, [messageId, JSON.stringify(rows)]);
  }
}
