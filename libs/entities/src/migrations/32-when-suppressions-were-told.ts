import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A suppression knows when its recipient last asked for it, so that only a newer word lifts it. */
export class WhenSuppressionsWereTold1700000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Null: when it was made. Nothing is rewritten.
    await runner.query('ALTER TABLE suppressions ADD told_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE suppressions DROP told_at');
  }
}
