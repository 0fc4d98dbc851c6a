import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

/** Those in which something was not read, the last written in first. */
const INDEXES: Indexes = {
  conversations_unread: {
    on: 'conversations (coalesce(last_message_at, created_at) DESC, id DESC) WHERE unread_count > 0',
  },
};

/** Conversations in which something was not read are listed without going through the others. */
export class UnreadConversations1700000000016 implements MigrationInterface {
  transaction = false as const;

  up(runner: QueryRunner): Promise<void> {
    return buildIndexes(runner, INDEXES);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropIndexes(runner, INDEXES);
  }
}
