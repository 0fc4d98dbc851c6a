/** Explained in docs/decisions/0009-an-index-beside-messages.md. */
import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { Database } from '../database.js';
import { SEARCH_TEXT, TERMS, WORDS } from './searched-text.js';

const FOLD = {
  name: 'fold',
  text: `
    WITH
    -- Waits for nobody, and so never in a circle: a row of the tail that another fold has, and a conversation that anybody
    -- has, are left for the next time.
    candidates AS MATERIALIZED (
      SELECT ctid AS at, conversation_id FROM message_index_tail LIMIT $1 FOR UPDATE SKIP LOCKED
    ),
    -- NO KEY UPDATE lets messages of these conversations be accepted meanwhile.
    locked AS MATERIALIZED (
      SELECT c.id, g.places
        FROM (SELECT conversation_id, array_agg(at) AS places FROM candidates GROUP BY conversation_id) AS g
        JOIN conversations c ON c.id = g.conversation_id
       WHERE c.id = ANY (ARRAY(SELECT conversation_id FROM candidates))
       ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED
    ), taken AS (
      DELETE FROM message_index_tail WHERE ctid = ANY (ARRAY(SELECT unnest(places) FROM locked)) RETURNING *
    ),
    -- The messages are reached one by one through their ids, whatever the planner thinks of a young table. A tail's row
    -- whose message is gone is dropped.
    indexed AS (
      INSERT INTO message_index (message_id, conversation_id, created_at, direction, type, from_participant,
                                 to_participant, tags, parent_id, words, provider, api_key_id, terms)
      SELECT t.message_id, t.conversation_id, t.created_at, t.direction, t.type, t.from_participant, t.to_participant,
             t.tags, t.parent_id, of_message.*
        FROM taken t
       CROSS JOIN LATERAL (
         SELECT CASE WHEN $2 AND m.priority = 'code' THEN ''::tsvector ELSE ${WORDS} END, provider, api_key_id, ${TERMS}
           FROM messages m WHERE m.id = t.message_id OFFSET 0) AS of_message
          ON CONFLICT (message_id) DO NOTHING
      RETURNING conversation_id, created_at, direction
    ), sums AS MATERIALIZED (
      SELECT conversation_id, count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound,
             max(created_at) AS last_at
        FROM indexed GROUP BY conversation_id
    ), counted AS (
      UPDATE conversations c
         SET message_count = c.message_count + s.messages,
             inbound_count = c.inbound_count + s.inbound,
             last_message_at = greatest(c.last_message_at, s.last_at)
        FROM sums s WHERE c.id = s.conversation_id AND c.id = ANY (ARRAY(SELECT conversation_id FROM sums))
      RETURNING c.id, c.participant_from, c.participant_to, c.title, c.message_count = s.messages AS first
    ), search_texts AS (
      INSERT INTO conversation_search (conversation_id, text)
      SELECT id, ${SEARCH_TEXT} FROM counted WHERE first
          ON CONFLICT DO NOTHING
    )
    SELECT (SELECT count(*) FROM taken)::int AS taken`,
};

/** A row whose message is gone counts as complete too. */
const COMPLETE = {
  name: 'complete_index',
  text: `
    WITH incomplete AS MATERIALIZED (
      SELECT message_id FROM message_index WHERE provider IS NULL
       ORDER BY message_id DESC LIMIT $1 FOR UPDATE SKIP LOCKED
    ), completed AS (
      UPDATE message_index i
         SET provider = coalesce(of_message.provider, ''), api_key_id = of_message.api_key_id,
             terms = coalesce(of_message.terms, '{}')
        FROM incomplete c
        LEFT JOIN LATERAL (
          SELECT provider, api_key_id, ${TERMS} AS terms FROM messages m WHERE m.id = c.message_id OFFSET 0
        ) AS of_message ON true
       WHERE i.message_id = c.message_id
      RETURNING 1
    )
    SELECT count(*)::int AS completed FROM completed`,
};

const CLEAN = { name: 'clean_tail', text: 'VACUUM (SKIP_LOCKED) message_index_tail' };

/** What was accepted and is not in the index yet. */
@Injectable()
export class MessageTail {
  constructor(
    private readonly database: Database,
    private readonly settings: ServiceSettings,
  ) {}

  /**
   * Moves at most `limit` rows of the tail into the index and into the counters of their conversations; answers how
   * many. All of it is one statement: whoever reads index and tail sees each message once. Words that are to be removed
   * as soon as a code has come to its end are in no index before.
   */
  async fold(limit: number): Promise<number> {
    const [row] = await this.database.run<{ taken: number }>(FOLD, [limit, this.settings.redactAfterFinal]);
    return row?.taken ?? 0;
  }

  /** Adds what an older version did not know to at most `limit` rows of the index, newest first; answers to how many. */
  async complete(limit: number): Promise<number> {
    const [row] = await this.database.run<{ completed: number }>(COMPLETE, [limit]);
    return row?.completed ?? 0;
  }

  /** Makes the tail as short as what is in it: every reader walks over rows that were moved out of it as well. */
  async clean(): Promise<void> {
    await this.database.run(CLEAN, []);
  }
}
