import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  direction text NOT NULL,
  type text NOT NULL,
  from_participant text NOT NULL,
  to_participant text NOT NULL,
  tags text[] NOT NULL,
  parent_id uuid
`;

/**
 * By what messages and conversations are found. Kept beside `messages`, whose every index costs an entry at each of a
 * message's moves; and filled behind the hot path, which only appends to the tail.
 */
export class SearchIndex1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      CREATE TABLE message_index (${COLUMNS}, words tsvector NOT NULL, PRIMARY KEY (message_id));
      CREATE INDEX message_index_conversation ON message_index (conversation_id, message_id);
      -- Lists in the order of ids, whose cost does not grow with the history: see MessageLists.
      CREATE INDEX message_index_kind ON message_index (direction, type, message_id) INCLUDE (tags);
      CREATE INDEX message_index_from ON message_index (from_participant, direction, type, message_id);
      CREATE INDEX message_index_to ON message_index (to_participant, direction, type, message_id);
      CREATE INDEX message_index_pair ON message_index (from_participant, to_participant, message_id);
      CREATE INDEX message_index_parent ON message_index (parent_id, message_id) WHERE parent_id IS NOT NULL;
      -- What is inserted into a GIN index gathers in a list that every search reads whole; it stays short.
      CREATE INDEX message_index_tags ON message_index USING gin (tags) WITH (gin_pending_list_limit = 128)
       WHERE tags <> '{}';
      CREATE INDEX message_index_words ON message_index USING gin (words) WITH (gin_pending_list_limit = 512);

      -- What is not in message_index yet. Without an index of its own: it is short, and always read whole.
      CREATE TABLE message_index_tail (${COLUMNS}) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

      INSERT INTO message_index_tail
      SELECT id, conversation_id, created_at, direction, type, participant(from_address), participant(to_address), tags,
             parent_id
        FROM messages;

      CREATE TABLE conversation_search (conversation_id uuid PRIMARY KEY, text text NOT NULL);
      INSERT INTO conversation_search (conversation_id, text)
      SELECT id, concat_ws(E'\\n', participant_from, participant_to, title) FROM conversations;
      CREATE INDEX conversation_search_text ON conversation_search USING gin (text gin_trgm_ops)
        WITH (gin_pending_list_limit = 128);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE conversation_search, message_index_tail, message_index');
  }
}
