/** Explained in docs/decisions/0009-an-index-beside-messages.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { SEARCH_TEXT, WORDS } from '../search-index/searched-text.js';
import { RECENT_AT, TAIL_SUMS } from './current-conversation.js';

/** A conversation that has what was looked for, and when it, or the message that has it, was last written. */
export interface ConversationMatch {
  id: string;
  at: Date;
  /** Found by the words of a message; else by its participants or title. */
  byWords: boolean;
}

/** What the newest have is found by looking at them, however common it is. */
const NEWEST_CONVERSATIONS = 300;
/** As many, where no index can be asked. */
const NEWEST_WITHOUT_INDEX = 2_000;
const NEWEST_MESSAGES = 2_000;
/** So much of a long tail is searched. */
const NEWEST_OF_TAIL = 20_000;
/** So many matches of an index are looked at. */
const MAX_MATCHES = 2_000;
/** What takes longer than that is not worth waiting for. In milliseconds. */
const TIMEOUT_MS = 400;
const QUERY_CANCELED = '57014';

/**
 * SQL for what $1 asks of the words of a message: each of its words, as PostgreSQL's parser cuts them (which is how those of
 * messages were cut), is the beginning of one; a single letter or digit, with which half of all words begin, is a word. They
 * are never parsed as a query: PostgreSQL writes each as it quotes them itself. NULL without a word, which nothing matches.
 */
const BEGINNINGS = `(
  SELECT string_agg(array_to_tsvector(ARRAY[word])::text || CASE WHEN octet_length(word) > 1 THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('simple', $1))) AS word)`;

const RECENT = {
  name: 'search_recent',
  text: `
    WITH asked AS MATERIALIZED (
      SELECT ${BEGINNINGS} AS query
    ), tail_sums AS MATERIALIZED (${TAIL_SUMS} GROUP BY conversation_id),
    -- The newest are read in the order of an index, combination by combination, as the lists read them.
    newest AS (
      SELECT found.* FROM unnest('{sms,email}'::text[]) AS channel CROSS JOIN unnest('{direct,thread}'::text[]) AS kind
       CROSS JOIN unnest('{active,archived,closed}'::text[]) AS state CROSS JOIN LATERAL (
        SELECT id, ${RECENT_AT} AS at, ${SEARCH_TEXT} AS text FROM conversations
         WHERE channel_type = channel AND type = kind AND status = state AND id NOT IN (SELECT id FROM tail_sums)
         ORDER BY ${RECENT_AT} DESC, id DESC LIMIT $5::int) AS found
       ORDER BY at DESC LIMIT $5::int
    ), by_text AS (
      SELECT id, at FROM newest WHERE text ILIKE ANY ($2::text[])
       UNION ALL
      SELECT s.id, s.last_at FROM tail_sums s CROSS JOIN LATERAL (
        SELECT ${SEARCH_TEXT} AS text FROM conversations WHERE id = s.id OFFSET 0) AS c
       WHERE c.text ILIKE ANY ($2::text[])
    ), by_words AS (
      SELECT conversation_id AS id, created_at AS at FROM asked CROSS JOIN (
        SELECT conversation_id, created_at, words FROM message_index ORDER BY message_id DESC LIMIT ${NEWEST_MESSAGES}
      ) AS i WHERE i.words @@ query
       UNION ALL
      SELECT i.conversation_id, i.created_at FROM asked CROSS JOIN (
        SELECT message_id, conversation_id, created_at FROM message_index_tail
         ORDER BY message_id DESC LIMIT ${NEWEST_OF_TAIL}
      ) AS i CROSS JOIN LATERAL (
        SELECT 1 FROM messages m
         WHERE m.id = i.message_id AND numnode(query) > 0
           AND lower(concat_ws(' ', m.subject, m.body, m.html)) LIKE ALL (ARRAY(SELECT lower(word) FROM unnest($3::text[]) AS word)) AND ${WORDS} @@ query OFFSET 0) AS m
    )
    SELECT id, max(at) AS at, bool_or(words) AS "byWords" FROM (
      SELECT id, at, false AS words FROM by_text UNION ALL SELECT id, at, true FROM by_words) AS found
     GROUP BY id ORDER BY max(at) DESC, id DESC LIMIT $4`,
};

const BY_TEXT = {
  name: 'search_text',
  text: `
    SELECT s.id, c.at, false AS "byWords" FROM (
      SELECT conversation_id AS id FROM conversation_search WHERE text ILIKE ANY ($1::text[]) LIMIT ${MAX_MATCHES}
    ) AS s CROSS JOIN LATERAL (SELECT ${RECENT_AT} AS at FROM conversations WHERE id = s.id OFFSET 0) AS c
     ORDER BY c.at DESC, s.id DESC LIMIT $2`,
};

const BY_WORDS = {
  name: 'search_words',
  text: `
    SELECT conversation_id AS id, max(created_at) AS at, true AS "byWords" FROM (
      SELECT conversation_id, created_at FROM message_index WHERE words @@ $1::tsquery
       LIMIT ${MAX_MATCHES}
    ) AS i GROUP BY conversation_id ORDER BY max(created_at) DESC, conversation_id DESC LIMIT $2`,
};

const ASKED = { name: 'search_asked', text: `SELECT ${BEGINNINGS}::text AS query` };

const BOUNDS = {
  name: 'search_bounds',
  // Planned for what is looked for each time: for anything, the planner would read a table to find so many matches.
  text: `
    SELECT set_config('statement_timeout', $1, true), set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('gin_fuzzy_search_limit', CASE WHEN numnode($2::tsquery) = 1 THEN $3 ELSE '0' END, true)`,
};

/**
 * Finds conversations by parts of what stands on them and by words of their messages, in bounded time whatever is looked
 * for: what is common is found among the newest, what is rare through an index, of which only so many matches are
 * looked at. What is neither, found more than 2,000 times but not among the newest, is answered in part.
 */
@Injectable()
export class ConversationMatches {
  constructor(private readonly database: Database) {}

  /**
   * Among the newest conversations and messages, and all that are not in the index yet. `patterns` are for ILIKE;
   * `farther`: as `byText` cannot look for them.
   */
  recent(query: string, patterns: string[], limit: number, farther: boolean): Promise<ConversationMatch[]> {
    const words = query.split(/[^\p{L}\p{N}]+/u).flatMap((word) => (word === '' ? [] : [`%${word}%`]));
    const newest = farther ? NEWEST_WITHOUT_INDEX : NEWEST_CONVERSATIONS;
    return this.database.run(RECENT, [query, patterns, words, limit, newest]);
  }

  /** Among all. A pattern needs three characters in a row to be looked up. */
  async byText(patterns: string[], limit: number): Promise<ConversationMatch[]> {
    return this.bounded('', (connection) => this.database.run(BY_TEXT, [patterns, limit], connection));
  }

  /** Among all messages that are in the index: those that have words which begin with each word of the query. */
  async byWords(query: string, limit: number): Promise<ConversationMatch[]> {
    const [asked] = await this.database.run<{ query: string | null }>(ASKED, [query]);
    const words = asked?.query ?? '';
    if (words === '') return [];
    return this.bounded(words, (connection) => this.database.run(BY_WORDS, [words, limit], connection));
  }

  /**
   * A word that is in very many messages gives a sample of them. (Several words give what they have in common, of which
   * a sample of each would leave nothing.)
   */
  private async bounded(
    words: string,
    work: (connection: Connection) => Promise<ConversationMatch[]>,
  ): Promise<ConversationMatch[]> {
    try {
      return await this.database.transaction(async (connection) => {
        await this.database.run(BOUNDS, [String(TIMEOUT_MS), words, String(MAX_MATCHES)], connection);
        return work(connection);
      });
    } catch (error) {
      if ((error as { code?: unknown }).code === QUERY_CANCELED) return [];
      throw error;
    }
  }
}
