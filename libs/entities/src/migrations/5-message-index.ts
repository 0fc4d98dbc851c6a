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
 * By what messages are found. Kept beside `messages`, whose every index costs an entry at each of a message's moves;
 * and filled behind the hot path, which only appends to the tail.
 */
export class MessageIndex1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      CREATE TABLE message_index (${COLUMNS}, words tsvector NOT NULL, PRIMARY KEY (message_id));
      CREATE INDEX message_index_conversation ON message_index (conversation_id, message_id);
      CREATE INDEX message_index_from ON message_index (from_participant, message_id);
      CREATE INDEX message_index_to ON message_index (to_participant, message_id);
      CREATE INDEX message_index_parent ON message_index (parent_id, message_id) WHERE parent_id IS NOT NULL;
      CREATE INDEX message_index_tags ON message_index USING gin (tags) WHERE tags <> '{}';
      CREATE INDEX message_index_words ON message_index USING gin (words);

      -- What is not in message_index yet. Without an index of its own: it is short, and always read whole.
      CREATE TABLE message_index_tail (${COLUMNS}) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

      INSERT INTO message_index_tail
      SELECT id, conversation_id, created_at, direction, type, participant(from_address), participant(to_address), tags,
             parent_id
        FROM messages;

      CREATE TABLE conversation_search (conversation_id uuid PRIMARY KEY, text text NOT NULL);
      CREATE INDEX conversation_search_text ON conversation_search USING gin (text gin_trgm_ops);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE conversation_search, message_index_tail, message_index');
  }
}
