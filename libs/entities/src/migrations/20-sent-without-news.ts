import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

/** Of each provider those that are to be looked up first; what has come to its end, or is not looked up any more, is not in it. */
const INDEXES: Indexes = {
  messages_without_news: { on: `messages (provider, due_at) WHERE status = 'sent' AND due_at IS NOT NULL` },
};

/** A message that is sent, and whose provider tells nothing more, is looked up there. */
export class SentWithoutNews1700000000020 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_events ADD COLUMN IF NOT EXISTS looked_up boolean');
    await buildIndexes(runner, INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, INDEXES);
    await runner.query('ALTER TABLE webhook_events DROP looked_up');
  }
}
