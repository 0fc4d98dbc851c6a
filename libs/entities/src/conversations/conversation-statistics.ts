/** Explained in docs/decisions/0009-an-index-beside-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

export interface ConversationFigures {
  total: number;
  inbound: number;
  failed: number;
  /** From accept, or a scheduled message's send time, to the provider's word; null when none was sent. In seconds. */
  averageSendTime: number | null;
}

/** So many messages, the newest, make the average: a conversation may have millions. */
const AVERAGED = 2_000;

const FIGURES = {
  name: 'conversation_figures',
  text: `
    SELECT (c.message_count + t.messages)::float8 AS total, (c.inbound_count + t.inbound)::float8 AS inbound,
           (SELECT count(*) FROM messages WHERE conversation_id = $1 AND status = 'failed')::float8 AS failed,
           (SELECT avg(m.seconds) FROM (
              SELECT message_id FROM (
                (SELECT message_id FROM message_index WHERE conversation_id = $1 ORDER BY message_id DESC LIMIT ${AVERAGED})
                 UNION ALL
                SELECT message_id FROM message_index_tail WHERE conversation_id = $1
              ) AS merged ORDER BY message_id DESC LIMIT ${AVERAGED}
            ) AS i CROSS JOIN LATERAL (
              SELECT extract(epoch FROM sent_at - coalesce(scheduled_at, created_at))::float8 AS seconds FROM messages
               WHERE id = i.message_id AND direction = 'outbound' AND sent_at IS NOT NULL OFFSET 0) AS m
           ) AS "averageSendTime"
      FROM conversations c CROSS JOIN (
        SELECT count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound
          FROM message_index_tail WHERE conversation_id = $1) AS t
     WHERE c.id = $1`,
};

/** What became of a conversation's messages. */
@Injectable()
export class ConversationStatistics {
  constructor(private readonly database: Database) {}

  /** Null when there is no such conversation. The average is over its newest messages. */
  async of(id: string): Promise<ConversationFigures | null> {
    const [row] = await this.database.run<ConversationFigures>(FIGURES, [id]);
    return row ?? null;
  }
}
