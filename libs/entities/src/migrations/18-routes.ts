import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which accounts refused a message, so that none is asked for it again. */
export class Routes1700000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messages ADD COLUMN refusals jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN refusals');
  }
}
