import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is kept is kept for so long: how far each walk came, and who walks. */
export class Retention1700000000025 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // A column without a default is added without touching the rows.
    await runner.query('ALTER TABLE messages ADD COLUMN IF NOT EXISTS redacted_at timestamptz');
    await runner.query(`
      CREATE TABLE IF NOT EXISTS retention_progress (
        kind text PRIMARY KEY,
        -- Up to here everything is done for good.
        position uuid NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      -- One row: one process at a time does this work.
      CREATE TABLE IF NOT EXISTS retention_lease (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        holder uuid NOT NULL,
        held_until timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE retention_progress, retention_lease');
    await runner.query('ALTER TABLE messages DROP COLUMN redacted_at');
  }
}
