import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A conversation can be removed without a look at every message there is. Accept keeps the conversations it writes
 * into from being removed by a lock of its own, the one that the foreign key took row by row.
 */
export class RemovalOfConversations1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages DROP CONSTRAINT messages_conversation_id_fkey;
      -- With callbacks_message, which has those that are still to be told.
      CREATE INDEX callbacks_told ON callbacks (message_id) WHERE status <> 'pending';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX callbacks_told;
      ALTER TABLE messages ADD CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id);
    `);
  }
}
