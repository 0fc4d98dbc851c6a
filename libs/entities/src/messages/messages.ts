/** Explained in docs/decisions/0002-hand-written-sql.md. */
import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Database } from '../database.js';
import { Message } from '../tables/message.entity.js';
import { MessageEvent } from '../tables/message-event.entity.js';

/** A timeline is bounded by the number of tries, but not by law: this is. */
const MAX_EVENTS = 1_000;

/** So much of a page's messages is read at once: ten of the largest. Bytes of what they say, as JSON. */
const PAGE_BYTES = 4 * 1024 * 1024;
/** So many are read at once where all of them are wanted. */
const CHUNK = 100;

/** Who wrote to whom, and where that belongs. */
export interface MessageHead extends Pick<Message, 'id' | 'conversationId' | 'type' | 'from' | 'to'> {
  /** The two of its conversation, as participants in byte order. */
  conversation: { low: string; high: string };
}

const HEADS = {
  name: 'message_heads',
  text: `
    SELECT m.id, m.conversation_id AS "conversationId", m.type, m.from_address AS "from", m.to_address AS "to",
           jsonb_build_object('low', c.participant_low, 'high', c.participant_high) AS conversation
      FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = ANY ($1::uuid[])`,
};

/** A part of a list of messages. */
export interface MessageSlice {
  messages: Message[];
  /** True when the list goes on behind the last of them. */
  hasMore: boolean;
}

/** SQL for the bytes of what message `m` says; those of a text are known without reading it. */
const BYTES = `octet_length(m.body) + coalesce(octet_length(m.html), 0) + coalesce(octet_length(m.subject), 0)
  + octet_length(m.attachments::text) + octet_length(m.metadata::text) + octet_length(m.options::text)`;

/** The same as JSON has it, for which each text is read: a quote is two bytes there, and a control character six. */
const JSON_BYTES = BYTES.replace(
  /octet_length\(m\.(body|html|subject)\)/g,
  'octet_length(to_json(m.$1)::text)',
);
const MOST_PER_BYTE = 6;

const THAT_FIT = {
  name: 'messages_that_fit',
  text: `
    WITH sized AS MATERIALIZED (
      SELECT wanted.id, wanted.place, said.bytes
        FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
       CROSS JOIN LATERAL (SELECT ${BYTES} AS bytes FROM messages m WHERE m.id = wanted.id OFFSET 0) AS said
    ), stored AS MATERIALIZED (
      SELECT id, place, bytes, sum(bytes) OVER () AS in_all
        FROM (SELECT *, sum(bytes) OVER (ORDER BY place) AS so_far FROM sized) AS summed
       WHERE so_far <= ${PAGE_BYTES} OR so_far = bytes
    ), written AS (
      SELECT id, place, CASE WHEN in_all * ${MOST_PER_BYTE} <= ${PAGE_BYTES} THEN bytes
                             ELSE (SELECT ${JSON_BYTES} FROM messages m WHERE m.id = stored.id) END AS bytes
        FROM stored
    )
    SELECT id FROM (SELECT *, sum(bytes) OVER (ORDER BY place) AS so_far FROM written) AS summed
     WHERE so_far <= ${PAGE_BYTES} OR so_far = bytes ORDER BY place`,
};

/** Reads messages and their timelines. */
@Injectable()
export class Messages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
  ) {}

  find(id: string): Promise<Message | null> {
    return this.dataSource.getRepository(Message).findOneBy({ id });
  }

  /** Those of these messages that exist, in the order of `ids`, however large they are. */
  async findAll(ids: string[]): Promise<Message[]> {
    const found: Message[] = [];
    for (let from = 0; from < ids.length; from += CHUNK) {
      const some = ids.slice(from, from + CHUNK);
      found.push(...(await this.dataSource.getRepository(Message).findBy({ id: In(some) })));
    }
    const byId = new Map(found.map((message) => [message.id, message]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /**
   * The first of these messages, in the order of `ids`: at most `limit`, and as many as have 4 MB together as JSON, but one at
   * least.
   * A larger one is not read at all.
   */
  async slice(ids: string[], limit: number): Promise<MessageSlice> {
    if (ids.length === 0) return { messages: [], hasMore: false };
    const rows = await this.database.run<{ id: string }>(THAT_FIT, [ids.slice(0, limit)]);
    const messages = await this.findAll(rows.map(({ id }) => id));
    return { messages, hasMore: messages.length > 0 && messages.at(-1)?.id !== ids.at(-1) };
  }

  /** Those of these messages that exist, without what they say. */
  async heads(ids: string[]): Promise<Map<string, MessageHead>> {
    if (ids.length === 0) return new Map();
    const found = await this.database.run<MessageHead>(HEADS, [ids]);
    return new Map(found.map((message) => [message.id, message]));
  }

  /** Oldest first. */
  events(messageId: string): Promise<MessageEvent[]> {
    return this.dataSource
      .getRepository(MessageEvent)
      .find({ where: { messageId }, order: { id: 'ASC' }, take: MAX_EVENTS });
  }
}
