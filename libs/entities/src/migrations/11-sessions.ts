import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is signed in at the console, and which keys see numbers and texts masked. */
export class Sessions1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys ADD COLUMN mask boolean NOT NULL DEFAULT false;

      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        -- SHA-256 of what the browser holds.
        secret_hash bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
        api_key_id uuid NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX sessions_of_key ON sessions (api_key_id, id);
      CREATE INDEX sessions_expiry ON sessions (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sessions; ALTER TABLE api_keys DROP COLUMN mask');
  }
}
