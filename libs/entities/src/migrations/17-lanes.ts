import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes } from './concurrent-indexes.js';

/** What is due in one lane is found without walking over what waits in another. */
const INDEXES = {
  messages_lanes: {
    on: `messages (status, type, priority, due_at) WHERE status IN ('scheduled', 'pending', 'sending', 'retry')`,
  },
};

const FORMER = {
  messages_due: {
    on: `messages (status, type, due_at) WHERE status IN ('scheduled', 'pending', 'sending', 'retry')`,
  },
};

/**
 * Messages have a priority, and keys one for those that say none. What an older version accepts is `normal`; it finds what is
 * due by the new index too, and sorts it.
 */
export class Lanes1700000000017 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // The check is validated apart: while it is added, nobody may write.
    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN IF NOT EXISTS priority text NOT NULL DEFAULT 'normal',
        DROP CONSTRAINT IF EXISTS messages_priority_check,
        ADD CONSTRAINT messages_priority_check CHECK (priority IN ('code', 'normal', 'bulk')) NOT VALID;
      ALTER TABLE api_keys
        -- Null: a message is normal, and one of a batch bulk.
        ADD COLUMN IF NOT EXISTS default_priority text CHECK (default_priority IN ('code', 'normal', 'bulk'));
    `);
    await runner.query('ALTER TABLE messages VALIDATE CONSTRAINT messages_priority_check');
    await buildIndexes(runner, INDEXES);
    await dropIndexes(runner, FORMER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, FORMER);
    await dropIndexes(runner, INDEXES);
    await runner.query('ALTER TABLE messages DROP priority; ALTER TABLE api_keys DROP default_priority');
  }
}
