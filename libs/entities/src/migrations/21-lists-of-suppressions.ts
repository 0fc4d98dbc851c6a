import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of suppressions, newest first, by what they are filtered for. */
export class ListsOfSuppressions1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX suppressions_channel ON suppressions (channel, id);
      CREATE INDEX suppressions_reason ON suppressions (reason, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX suppressions_channel, suppressions_reason');
  }
}
