/** Explained in docs/decisions/0001-the-row-is-the-truth.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { keptKey } from '../privacy/erased-form.js';
import type { ConversationChannel, ConversationType } from '../tables/conversation.js';
import type { MessageOptions, MessagePriority, MessageType } from '../tables/message.entity.js';
import { participantOf } from '../tables/participant.js';

/** A message about to be stored; its id and the id its conversation would get if it is new are the caller's. */
export interface NewMessage {
  id: string;
  conversation_id: string;
  conversation_type: ConversationType;
  /** The conversation it goes into, whatever the pair: that of the message it answers. */
  joins: string | null;
  channel: ConversationChannel;
  participant_low: string;
  participant_high: string;
  parent_id: string | null;
  type: MessageType;
  priority: MessagePriority;
  status: 'pending' | 'scheduled';
  from_address: string;
  to_address: string;
  /** The number of the pool that it is sent from; null: of none. */
  sent_from: string | null;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: string[];
  metadata: Record<string, unknown>;
  tags: string[];
  options: MessageOptions;
  /** ISO 8601; null: now. */
  scheduled_at: string | null;
  /** ISO 8601. */
  expires_at: string | null;
  /** Instead of that: seconds from when it may be sent, by the database's clock, which is asked when that is over. */
  validity_seconds: number | null;
  provider: string;
  /** The key it was sent with, where keys are used. */
  api_key_id: string | null;
  /** As SMS; null: it is no text. */
  segments: number | null;
  /** The keyed request it belongs to: stored with its key or not at all. */
  request_id: string | null;
  /** The id that the client gave its request. */
  client_request_id?: string | null;
  /** The W3C trace context it is sent in. */
  traceparent?: string | null;
}

/** A request that may come again under the same key. */
export interface KeyedRequest {
  request_id: string;
  /** Whose keys they are: an API key's id, or empty. */
  scope: string;
  key: string;
  /** What the request asked for; another request under the same key has another one. */
  fingerprint: string;
  message_ids: string[];
  /** What of the request was refused; the caller's, kept as it is. */
  refused: unknown;
}

export interface StoredMessage {
  id: string;
  conversation_id: string;
  created_at: Date;
  expires_at: Date | null;
}

const ACCEPT = {
  name: 'accept',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id uuid, conversation_id uuid, conversation_type text, joins uuid, channel text, participant_low text,
        participant_high text, parent_id uuid, type text, priority text, status text,
        from_address text, to_address text, sent_from text, body text, subject text, html text, attachments jsonb, metadata jsonb,
        tags text[], options jsonb, scheduled_at timestamptz, expires_at timestamptz, validity_seconds float8,
        provider text, api_key_id uuid, segments int, request_id uuid, client_request_id text, traceparent text)
    ),
    -- A key that is this request's own is left as it is; one that another request holds keeps out all messages of its request.
    keys AS (
      INSERT INTO idempotency_keys (scope, key, request_id, fingerprint, message_ids, refused)
      SELECT scope, ${keptKey('x.scope', 'x.key')}, request_id, fingerprint, message_ids, refused
        FROM json_to_recordset($2::json)
          AS x(scope text, key text, request_id uuid, fingerprint text, message_ids uuid[], refused jsonb)
       ORDER BY scope, key
          ON CONFLICT (scope, key) DO UPDATE
         SET request_id = excluded.request_id, fingerprint = excluded.fingerprint, message_ids = excluded.message_ids,
             refused = excluded.refused, created_at = now()
       WHERE idempotency_keys.request_id = excluded.request_id
          OR idempotency_keys.created_at < now() - make_interval(secs => $3)
      RETURNING request_id
    ), wanted AS MATERIALIZED (
      SELECT * FROM input WHERE request_id IS NULL OR request_id IN (SELECT request_id FROM keys)
    ),
    -- A pair's conversation that this statement can see is only kept from being removed, so nobody waits for a busy one.
    placed AS MATERIALIZED (
      SELECT i.*, coalesce(pair.id, parent.id) AS known, coalesce(pair.status, parent.status) AS known_status
        FROM wanted i
        LEFT JOIN LATERAL (
          SELECT c.id, c.status FROM conversations c
           WHERE c.type = 'direct' AND c.channel_type = i.channel AND c.participant_low = i.participant_low COLLATE "C"
             AND c.participant_high = i.participant_high COLLATE "C"
          OFFSET 0 FOR KEY SHARE
        ) AS pair ON i.conversation_type = 'direct' AND i.joins IS NULL
        LEFT JOIN LATERAL (
          SELECT c.id, c.status FROM conversations c WHERE c.id = i.joins OFFSET 0 FOR KEY SHARE
        ) AS parent ON true
    ), reopened AS (
      UPDATE conversations c SET status = 'active', updated_at = now()
       WHERE c.id = ANY (ARRAY(SELECT known FROM placed WHERE known_status <> 'active' ORDER BY known))
    ),
    -- Where it was removed all the same, a message or a reply opens the pair's direct one anew. Pairs that are new are
    -- inserted in the order of the index, so two batches never wait for each other in a circle; where another batch was
    -- first, DO UPDATE answers with the winner's id.
    opened AS (
      INSERT INTO conversations (id, channel_type, participant_from, participant_to, participant_low, participant_high)
      SELECT DISTINCT ON (channel, participant_low COLLATE "C", participant_high COLLATE "C")
             conversation_id, channel, from_address, to_address, participant_low, participant_high
        FROM placed WHERE (conversation_type = 'direct' OR joins IS NOT NULL) AND known IS NULL
       ORDER BY channel, participant_low COLLATE "C", participant_high COLLATE "C"
          ON CONFLICT (channel_type, participant_low, participant_high) WHERE type = 'direct'
          DO UPDATE SET updated_at = now()
      RETURNING id, channel_type, participant_low, participant_high
    ),
    -- By their pair, so that a batch of new pairs does not compare each with all: no address has a line break.
    opened_ids AS (
      SELECT jsonb_object_agg(concat_ws(E'\\n', channel_type, participant_low, participant_high), id) AS id FROM opened
    ), threads AS (
      INSERT INTO conversations (id, type, channel_type, participant_from, participant_to, participant_low,
                                 participant_high, metadata)
      SELECT conversation_id, 'thread', channel, from_address, to_address, participant_low, participant_high, metadata
        FROM placed WHERE conversation_type = 'thread' AND joins IS NULL
          ON CONFLICT (id) DO NOTHING
    ),
    -- A message id that is stored already (the statement is run again after its answer was lost) is left as it is.
    stored AS (
      INSERT INTO messages (id, conversation_id, parent_id, direction, type, priority, status, from_address, to_address,
                            sent_from, body, subject, html, attachments, metadata, tags, options, provider, api_key_id,
                            segments, client_request_id, traceparent, scheduled_at, expires_at, due_at)
      SELECT i.id,
             CASE WHEN i.known IS NOT NULL THEN i.known
                  WHEN i.conversation_type = 'thread' AND i.joins IS NULL THEN i.conversation_id
                  ELSE ((SELECT id FROM opened_ids)
                        ->> concat_ws(E'\\n', i.channel, i.participant_low, i.participant_high))::uuid END,
             i.parent_id, 'outbound', i.type, i.priority, i.status, i.from_address, i.to_address, i.sent_from, i.body, i.subject,
             i.html, i.attachments, i.metadata, i.tags, i.options, i.provider, i.api_key_id, i.segments,
             i.client_request_id, i.traceparent, i.scheduled_at,
             coalesce(i.expires_at, coalesce(i.scheduled_at, now()) + make_interval(secs => i.validity_seconds)),
             coalesce(i.scheduled_at, now())
        FROM placed i
          ON CONFLICT (id) DO NOTHING
      RETURNING id, conversation_id, created_at, expires_at, status, type, from_address, to_address, tags, parent_id, attachments
    ), index_rows AS (
      INSERT INTO message_index_tail (message_id, conversation_id, created_at, direction, type, from_participant,
                                      to_participant, tags, parent_id)
      SELECT id, conversation_id, created_at, 'outbound', type,
             ${participantOf('type', 'from_address')}, ${participantOf('type', 'to_address')}, tags, parent_id
        FROM stored
    ), files AS (
      INSERT INTO attachments (message_id, position, url)
      SELECT s.id, a.position - 1, a.url
        FROM stored s CROSS JOIN LATERAL jsonb_array_elements_text(s.attachments) WITH ORDINALITY AS a (url, position)
       WHERE s.attachments <> '[]'
    ), events AS (
      INSERT INTO message_events (message_id, type, status) SELECT id, 'accepted', status FROM stored
    )
    SELECT id, conversation_id, created_at, expires_at FROM stored
    UNION ALL
    SELECT id, conversation_id, created_at, expires_at FROM messages WHERE id = ANY (ARRAY(SELECT id FROM input))`,
};

/** Stores what the API accepts. */
@Injectable()
export class MessageIntake {
  constructor(private readonly database: Database) {}

  /**
   * Conversation, message (`pending` or `scheduled`) and first event of each, and the keys of `requests`, in one
   * statement: all are committed or none. Running it again with the same ids stores nothing twice. Answers by message
   * id; the messages of a request whose key another one holds (`keysAgeOutAfterSeconds`: since when) are not in it.
   */
  async accept(
    messages: NewMessage[],
    requests: KeyedRequest[],
    keysAgeOutAfterSeconds: number,
  ): Promise<Map<string, StoredMessage>> {
    const rows = await this.database.run<StoredMessage>(ACCEPT, [
      JSON.stringify(messages),
      JSON.stringify(requests),
      keysAgeOutAfterSeconds,
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
