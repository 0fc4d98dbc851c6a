import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds what waits beyond its time without walking what waits. Built beside the running service: a lock on `messages` for
 * as long as a big table takes would stop it.
 */
export class ExpiryOfWhatWaits1700000000037 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was cut short has left an index that is of no use, and in the way.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS messages_expiry');
    await runner.query(`
      CREATE INDEX CONCURRENTLY messages_expiry ON messages (expires_at)
       WHERE expires_at IS NOT NULL AND status IN ('pending', 'retry')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS messages_expiry');
  }
}
