import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

const INDEXES: Indexes = {
  message_index_provider: { on: 'message_index (provider, message_id)' },
  message_index_api_key: { on: 'message_index (api_key_id, message_id) WHERE api_key_id IS NOT NULL' },
  message_index_terms: {
    on: `message_index USING gin (terms) WITH (gin_pending_list_limit = 128) WHERE terms <> '{}'`,
  },
  // What an older version has put into the index, until the indexer has completed it: none, as a rule.
  message_index_incomplete: { on: 'message_index (message_id) WHERE provider IS NULL' },
  // An answer may join a conversation of others. All other messages have the addresses of their conversations.
  message_index_reply_addresses: {
    on: `message_index USING gin ((from_participant || ' ' || to_participant) gin_trgm_ops)
         WITH (gin_pending_list_limit = 128) WHERE parent_id IS NOT NULL`,
  },
  // Few messages have an error, and no others cost this index anything.
  messages_error: { on: `messages ((error->>'code'), id) WHERE error IS NOT NULL` },
  // In the place of message_events_order: it knows pages by the time of their events as well.
  message_events_span: {
    on: 'message_events USING brin (id, created_at) WITH (pages_per_range = 32, autosummarize = on)',
  },
};

/** Messages are also found by provider, API key, metadata, error code, and the time of their last change. */
export class Search1700000000013 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE message_index
        ADD COLUMN IF NOT EXISTS provider text,
        ADD COLUMN IF NOT EXISTS api_key_id uuid,
        ADD COLUMN IF NOT EXISTS terms text[]`);
    await buildIndexes(runner, INDEXES);
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS message_events_order');
    await runner.query('ALTER INDEX message_events_span RENAME TO message_events_order');
  }

  async down(runner: QueryRunner): Promise<void> {
    const { message_events_span: _, ...others } = INDEXES;
    await dropIndexes(runner, others);
    await runner.query('ALTER TABLE message_index DROP provider, DROP api_key_id, DROP terms');
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS message_events_order');
    await runner.query(`
      CREATE INDEX CONCURRENTLY message_events_order ON message_events
       USING brin (id) WITH (pages_per_range = 32, autosummarize = on)`);
  }
}
