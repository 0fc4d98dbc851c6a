import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of messages that cost the same however many there are: see MessageLists. */
export class ListsOfMessages1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX message_index_from, message_index_to;
      CREATE INDEX message_index_kind ON message_index (direction, type, message_id) INCLUDE (tags);
      CREATE INDEX message_index_from ON message_index (from_participant, direction, type, message_id);
      CREATE INDEX message_index_to ON message_index (to_participant, direction, type, message_id);
      CREATE INDEX message_index_pair ON message_index (from_participant, to_participant, message_id);
      -- A message enters it once, with the move to sent, and no other move costs it anything.
      CREATE INDEX messages_sent ON messages (id) WHERE status = 'sent';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX messages_sent;
      DROP INDEX message_index_kind, message_index_from, message_index_to, message_index_pair;
      CREATE INDEX message_index_from ON message_index (from_participant, message_id);
      CREATE INDEX message_index_to ON message_index (to_participant, message_id);
    `);
  }
}
