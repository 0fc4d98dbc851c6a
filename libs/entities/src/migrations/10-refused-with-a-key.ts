import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What of a keyed batch was refused, so that it is answered the same again: some reasons pass with time. */
export class RefusedWithAKey1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_keys ADD refused jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_keys DROP refused');
  }
}
