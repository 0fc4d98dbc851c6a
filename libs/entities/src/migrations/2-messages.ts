import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

/** `messages` is written at every move of a message: each of these holds only the few rows that it is asked for. */
const INDEXES: Indexes = {
  // The few that ended otherwise than most, so that they are found among millions.
  messages_ended: { on: `messages (status, id) WHERE status IN ('failed', 'canceled', 'received')` },
  messages_inbound: {
    unique: true,
    on: `messages (provider_message_id, provider) WHERE direction = 'inbound'`,
  },
  // A message enters it once, with the move to sent, and no other move costs it anything.
  messages_sent: { on: `messages (id) WHERE status = 'sent'` },
  messages_failed: { on: `messages (conversation_id) WHERE status = 'failed'` },
  // What waits beyond its time, found without walking over what waits.
  messages_expiry: {
    on: `messages (expires_at) WHERE expires_at IS NOT NULL AND status IN ('pending', 'retry')`,
  },
};

/** What a message may ask for beyond being sent: a reply's parent, tags, an end, options, files, an idempotency key. */
export class Messages1700000000002 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN IF NOT EXISTS parent_id uuid,
        ADD COLUMN IF NOT EXISTS tags text[] NOT NULL DEFAULT '{}',
        ADD COLUMN IF NOT EXISTS expires_at timestamptz,
        ADD COLUMN IF NOT EXISTS options jsonb NOT NULL DEFAULT '{}',
        -- A conversation is removed without a look at every message there is. Accept keeps the conversations it writes
        -- into from being removed by a lock of its own, the one that this key took row by row.
        DROP CONSTRAINT IF EXISTS messages_conversation_id_fkey;

      CREATE TABLE IF NOT EXISTS attachments (
        message_id uuid NOT NULL,
        position int NOT NULL,
        url text NOT NULL,
        content_type text,
        size bigint,
        filename text,
        PRIMARY KEY (message_id, position)
      );

      -- Requests that clients may send again without a second message.
      CREATE TABLE IF NOT EXISTS idempotency_keys (
        scope text NOT NULL,
        key text NOT NULL,
        request_id uuid NOT NULL,
        fingerprint text NOT NULL,
        message_ids uuid[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        -- What of a batch was refused, so that it is answered the same again: some reasons pass with time.
        refused jsonb,
        PRIMARY KEY (scope, key)
      );
      CREATE INDEX IF NOT EXISTS idempotency_keys_age ON idempotency_keys (created_at);
    `);
    await buildIndexes(runner, INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, INDEXES);
    await runner.query(`
      DROP TABLE idempotency_keys, attachments;
      ALTER TABLE messages DROP parent_id, DROP tags, DROP expires_at, DROP options,
        ADD CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations (id);
    `);
  }
}
