import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who must not be written to, by whom, and why. */
export class Suppressions1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE suppressions (
        id uuid PRIMARY KEY,
        channel text NOT NULL CHECK (channel IN ('sms', 'email')),
        address text NOT NULL,
        -- Whose messages are not wanted; empty: anybody's.
        sender text NOT NULL DEFAULT '',
        reason text NOT NULL CHECK (reason IN ('stop', 'bounce', 'complaint', 'unsubscribe', 'manual')),
        note text,
        created_at timestamptz NOT NULL DEFAULT now(),
        -- When its recipient last asked for it, so that only a newer word lifts it; null: when it was made.
        told_at timestamptz,
        UNIQUE (channel, address, sender, reason)
      );
      -- Lists, newest first, by what they are filtered for.
      CREATE INDEX suppressions_channel ON suppressions (channel, id);
      CREATE INDEX suppressions_reason ON suppressions (reason, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE suppressions');
  }
}
