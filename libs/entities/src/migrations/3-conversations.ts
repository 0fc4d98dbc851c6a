import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Threads beside direct conversations, what people keep on a conversation, and lists of them whose cost does not grow. */
export class Conversations1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whom an address stands for: without a display name, in lower case.
      CREATE FUNCTION participant(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lower(coalesce(substring(address from '<([^<>]+)>\\s*$'), address))
      $$;

      ALTER TABLE conversations
        ADD type text NOT NULL DEFAULT 'direct' CHECK (type IN ('direct', 'thread')),
        ADD status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived', 'closed')),
        ADD title text,
        ADD metadata jsonb NOT NULL DEFAULT '{}',
        -- The counts and the time lag behind by what message_index_tail holds; whoever reads them adds that.
        ADD message_count bigint NOT NULL DEFAULT 0,
        ADD last_message_at timestamptz,
        -- Inbound messages since somebody read it.
        ADD unread_count int NOT NULL DEFAULT 0,
        ADD inbound_count bigint NOT NULL DEFAULT 0;

      -- A pair has one direct conversation per channel, and any number of threads.
      DROP INDEX conversations_pair;
      CREATE UNIQUE INDEX conversations_pair ON conversations (channel_type, participant_low, participant_high)
        WHERE type = 'direct';

      -- A conversation is as recent as its last message, and without one as its own beginning. Every combination of
      -- filters is one equality, or a few of them merged: see the lists' statement. They hold all that it reads of what it
      -- passes over.
      CREATE INDEX conversations_recent
        ON conversations (channel_type, type, status, (coalesce(last_message_at, created_at)), id)
        INCLUDE (last_message_at, created_at);
      CREATE INDEX conversations_of_low
        ON conversations (participant_low, type, status, (coalesce(last_message_at, created_at)), id)
        INCLUDE (last_message_at, created_at, channel_type);
      CREATE INDEX conversations_of_high
        ON conversations (participant_high, type, status, (coalesce(last_message_at, created_at)), id)
        INCLUDE (last_message_at, created_at, channel_type, participant_low);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM conversations WHERE type = 'thread';
      DROP INDEX conversations_of_high, conversations_of_low, conversations_recent, conversations_pair;
      ALTER TABLE conversations DROP type, DROP status, DROP title, DROP metadata, DROP message_count,
        DROP last_message_at, DROP unread_count, DROP inbound_count;
      CREATE UNIQUE INDEX conversations_pair ON conversations (channel_type, participant_low, participant_high);
      DROP FUNCTION participant;
    `);
  }
}
