import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lists, search and statistics of conversations that cost the same however many there are. A conversation is as recent
 * as its last message, and without one as its own beginning.
 */
export class ListsOfConversations1700000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Lags behind as message_count does.
      ALTER TABLE conversations ADD inbound_count bigint NOT NULL DEFAULT 0;

      -- Every combination of filters is one equality, or a few of them merged: see the lists' statement. They hold all
      -- that it reads of what it passes over.
      DROP INDEX conversations_last_message;
      CREATE INDEX conversations_recent
        ON conversations (channel_type, type, status, (coalesce(last_message_at, created_at)), id)
        INCLUDE (last_message_at, created_at);
      CREATE INDEX conversations_of_low
        ON conversations (participant_low, type, status, (coalesce(last_message_at, created_at)), id)
        INCLUDE (last_message_at, created_at, channel_type);
      CREATE INDEX conversations_of_high
        ON conversations (participant_high, type, status, (coalesce(last_message_at, created_at)), id)
        INCLUDE (last_message_at, created_at, channel_type, participant_low);

      -- Holds failures only: a move that is none costs it nothing.
      CREATE INDEX messages_failed ON messages (conversation_id) WHERE status = 'failed';

      -- What is inserted gathers in a list that every search reads whole; it stays short.
      ALTER INDEX message_index_words SET (gin_pending_list_limit = 512);
      ALTER INDEX message_index_tags SET (gin_pending_list_limit = 128);
      ALTER INDEX conversation_search_text SET (gin_pending_list_limit = 128);

      INSERT INTO conversation_search (conversation_id, text)
      SELECT id, concat_ws(E'\\n', participant_from, participant_to, title) FROM conversations
          ON CONFLICT DO NOTHING;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER INDEX message_index_words RESET (gin_pending_list_limit);
      ALTER INDEX message_index_tags RESET (gin_pending_list_limit);
      ALTER INDEX conversation_search_text RESET (gin_pending_list_limit);
      DROP INDEX messages_failed, conversations_of_high, conversations_of_low, conversations_recent;
      CREATE INDEX conversations_last_message ON conversations (last_message_at, id);
      ALTER TABLE conversations DROP inbound_count;
    `);
  }
}
