/** Explained in docs/decisions/0014-callbacks-share-transactions.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { storableJson } from '../storable.js';
import type { ConversationChannel } from '../tables/conversation.js';
import type { MessageType } from '../tables/message.entity.js';
import { erasedHash } from '../privacy/erased-events.js';
import { messageSnapshot, webhooksToEndpoints } from '../webhooks/webhook-outbox.js';

/** A message somebody wrote to us, about to be stored. */
export interface NewInbound {
  id: string;
  /** The conversation's, if the pair has none yet. */
  conversation_id: string;
  channel: ConversationChannel;
  participant_low: string;
  participant_high: string;
  /** Another pair whose conversation it may belong to: it goes where the last message was. */
  also_low: string | null;
  also_high: string | null;
  /** Whom of ours a new conversation is with. */
  sender: string;
  from_participant: string;
  to_participant: string;
  type: MessageType;
  from_address: string;
  to_address: string;
  body: string;
  subject: string | null;
  html: string | null;
  provider: string;
  provider_message_id: string;
  /** Our messages it names as answered, the nearest first. */
  answers: string[];
  /** What we say of it ourselves. */
  metadata: Record<string, unknown>;
  attachments: { url: string; content_type: string | null; size: number | null; filename: string | null }[];
}

const PLACES = {
  name: 'inbound_places',
  text: `
    WITH
    -- What was erased has no place.
    input AS MATERIALIZED (
      SELECT x.* FROM json_to_recordset($1::json) AS x(
        id uuid, conversation_id uuid, channel text, type text, participant_low text, participant_high text,
        also_low text, also_high text, sender text, from_address text, answers uuid[], provider text, provider_message_id text)
       WHERE NOT EXISTS (SELECT 1 FROM erased) OR NOT EXISTS (
         SELECT 1 FROM erased e
          WHERE e.hash = ANY (ARRAY[${erasedHash("'message'", "''", 'x.id::text')},
                                    ${erasedHash("'provider'", 'x.provider', 'x.provider_message_id')}]))
    ),
    -- A mail goes where the message is that it answers, when that is one of ours.
    answered AS MATERIALIZED (
      SELECT DISTINCT ON (i.id) i.id AS message_id, m.id AS parent_id, m.conversation_id
        FROM input i
        CROSS JOIN LATERAL unnest(i.answers) WITH ORDINALITY AS a (id, position)
        JOIN messages m ON m.id = a.id AND m.type = i.type
        CROSS JOIN LATERAL (
          SELECT 1 FROM conversations c WHERE c.id = m.conversation_id OFFSET 0 FOR KEY SHARE) AS held
       WHERE m.id = ANY (ARRAY(SELECT unnest(answers) FROM input))
       ORDER BY i.id, a.position
    ),
    -- As MessageIntake opens conversations: what can be seen is only kept from being removed; pairs that are new are
    -- inserted in the order of the index.
    pairs AS MATERIALIZED (
      SELECT id, channel, participant_low AS low, participant_high AS high FROM input
       UNION ALL
      SELECT id, channel, also_low, also_high FROM input WHERE also_low IS NOT NULL
    ), candidates AS MATERIALIZED (
      SELECT p.id AS message_id, c.id, coalesce(c.last_message_at, c.created_at) AS used_at
        FROM pairs p JOIN conversations c
          ON (c.channel_type, c.participant_low, c.participant_high) = (p.channel, p.low COLLATE "C", p.high COLLATE "C")
         AND c.channel_type IN ('sms', 'email') AND c.participant_low = ANY (ARRAY(SELECT low FROM pairs))
       WHERE c.type = 'direct' AND NOT EXISTS (SELECT 1 FROM answered a WHERE a.message_id = p.id) FOR KEY SHARE OF c
    ), known AS MATERIALIZED (
      SELECT DISTINCT ON (message_id) message_id, id FROM candidates ORDER BY message_id, used_at DESC, id
    ), opened AS (
      INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
      SELECT DISTINCT ON (channel, participant_low COLLATE "C", participant_high COLLATE "C")
             conversation_id, channel, from_address, sender, participant_low, participant_high
        FROM input i
       WHERE NOT EXISTS (SELECT 1 FROM answered a WHERE a.message_id = i.id)
         AND NOT EXISTS (SELECT 1 FROM known k WHERE k.message_id = i.id)
       ORDER BY channel, participant_low COLLATE "C", participant_high COLLATE "C"
          ON CONFLICT (channel_type, participant_low, participant_high) WHERE type = 'direct'
          DO UPDATE SET updated_at = now()
      RETURNING id, channel_type, participant_low, participant_high
    )
    SELECT i.id, coalesce(a.conversation_id, k.id, o.id) AS conversation_id, a.parent_id
      FROM input i
      LEFT JOIN answered a ON a.message_id = i.id
      LEFT JOIN known k ON k.message_id = i.id
      LEFT JOIN opened o ON (o.channel_type, o.participant_low, o.participant_high)
                          = (i.channel, i.participant_low COLLATE "C", i.participant_high COLLATE "C")`,
};

const RECEIVE = {
  name: 'inbound_receive',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id uuid, conversation_id uuid, parent_id uuid, type text, from_address text, to_address text,
        from_participant text, to_participant text, body text, subject text, html text, metadata jsonb,
        attachments jsonb, provider text, provider_message_id text)
    ), locked AS MATERIALIZED (
      SELECT id FROM conversations WHERE id = ANY (ARRAY(SELECT conversation_id FROM input)) ORDER BY id
         FOR NO KEY UPDATE
    ),
    -- What is stored already (by its id, or by the provider's) is left as it is, and counts once.
    stored AS (
      INSERT INTO messages AS m (id, conversation_id, parent_id, direction, type, status, from_address, to_address,
                                 body, subject, html, metadata, attachments, provider, provider_message_id)
      SELECT id, conversation_id, parent_id, 'inbound', type, 'received', from_address, to_address, body, subject,
             html, metadata, (SELECT coalesce(jsonb_agg(a->'url'), '[]') FROM jsonb_array_elements(i.attachments) AS a),
             provider, provider_message_id
        FROM input i ORDER BY provider_message_id
          ON CONFLICT DO NOTHING
      RETURNING m.id, m.conversation_id, m.created_at,
                ${messageSnapshot('m')} AS snapshot
    ), index_rows AS (
      INSERT INTO message_index_tail (message_id, conversation_id, created_at, direction, type, from_participant,
                                      to_participant, tags, parent_id)
      SELECT s.id, s.conversation_id, s.created_at, 'inbound', i.type, i.from_participant, i.to_participant, '{}',
             i.parent_id
        FROM stored s JOIN input i ON i.id = s.id
    ), files AS (
      INSERT INTO attachments (message_id, position, url, content_type, size, filename)
      SELECT s.id, a.position - 1, a.file->>'url', a.file->>'content_type', (a.file->>'size')::bigint, a.file->>'filename'
        FROM stored s JOIN input i ON i.id = s.id
        CROSS JOIN LATERAL jsonb_array_elements(i.attachments) WITH ORDINALITY AS a (file, position)
    ), events AS (
      INSERT INTO message_events (message_id, type, status) SELECT id, 'received', 'received' FROM stored
    ), counted AS (
      UPDATE conversations c SET unread_count = c.unread_count + s.added, status = 'active', updated_at = now()
        FROM (SELECT conversation_id, count(*)::int AS added FROM stored GROUP BY conversation_id) AS s
       WHERE c.id = s.conversation_id AND c.id = ANY (ARRAY(SELECT id FROM locked))
    ), outbox AS (${webhooksToEndpoints({
      from: 'stored',
      type: "'message.received'",
      messageId: 'c.id',
      snapshot: 'c.snapshot',
    })}
    )
    SELECT id FROM stored`,
};

const KEEP = {
  name: 'keep_content',
  text: `INSERT INTO attachment_contents (message_id, position, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
};

const CONTENT = {
  name: 'attachment',
  text: `
    SELECT a.url, a.content_type AS "contentType", a.filename, c.content
      FROM attachments a LEFT JOIN attachment_contents c ON c.message_id = a.message_id AND c.position = a.position
     WHERE a.message_id = $1 AND a.position = $2`,
};

/** A file of an inbound message. */
export interface StoredAttachment {
  url: string;
  contentType: string | null;
  filename: string | null;
  /** Null: it is at the provider, under `url`. */
  content: Buffer | null;
}

/** Stores what people write to us. */
@Injectable()
export class InboundMessages {
  constructor(private readonly database: Database) {}

  /**
   * Message (`received`), event, attachments, a higher unread count of its conversation, and what endpoints are told, in the
   * transaction of `on`. A conversation that was archived or closed is active again. Answers the ids of the new ones.
   */
  async receive(messages: NewInbound[], on: Connection): Promise<Set<string>> {
    interface Place {
      id: string;
      conversation_id: string;
      parent_id: string | null;
    }
    const places = await this.database.run<Place>(PLACES, [storableJson(messages)], on);
    const placeOf = new Map(places.map((place) => [place.id, place]));
    const placed = messages.flatMap((message) => {
      const place = placeOf.get(message.id);
      return place ? { ...message, ...place } : [];
    });
    if (placed.length === 0) return new Set();
    const rows = await this.database.run<{ id: string }>(RECEIVE, [storableJson(placed)], on);
    return new Set(rows.map((row) => row.id));
  }

  /** Keeps the content of one attachment. */
  async keep(messageId: string, position: number, content: Buffer, on: Connection): Promise<void> {
    await this.database.run(KEEP, [messageId, position, content], on);
  }

  /** Null when the message has no such attachment. */
  async attachment(messageId: string, position: number): Promise<StoredAttachment | null> {
    const [row] = await this.database.run<StoredAttachment>(CONTENT, [messageId, position]);
    return row ?? null;
  }
}
