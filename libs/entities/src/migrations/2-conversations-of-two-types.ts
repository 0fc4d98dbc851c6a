import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Threads beside direct conversations, and what people keep on a conversation. */
export class ConversationsOfTwoTypes1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE conversations
        ADD type text NOT NULL DEFAULT 'direct' CHECK (type IN ('direct', 'thread')),
        ADD status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived', 'closed')),
        ADD title text,
        ADD metadata jsonb NOT NULL DEFAULT '{}',
        -- Both lag behind by what message_index_tail holds; whoever reads them adds that.
        ADD message_count bigint NOT NULL DEFAULT 0,
        ADD last_message_at timestamptz,
        ADD unread_count int NOT NULL DEFAULT 0;

      -- A pair has one direct conversation per channel, and any number of threads.
      DROP INDEX conversations_pair;
      CREATE UNIQUE INDEX conversations_pair ON conversations (channel_type, participant_low, participant_high)
        WHERE type = 'direct';
      CREATE INDEX conversations_last_message ON conversations (last_message_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM conversations WHERE type = 'thread';
      DROP INDEX conversations_last_message, conversations_pair;
      ALTER TABLE conversations DROP type, DROP status, DROP title, DROP metadata, DROP message_count,
        DROP last_message_at, DROP unread_count;
      CREATE UNIQUE INDEX conversations_pair ON conversations (channel_type, participant_low, participant_high);
    `);
  }
}
