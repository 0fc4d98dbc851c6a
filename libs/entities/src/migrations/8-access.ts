import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may call the api, and for what. Of a key only its hash is kept. */
export class Access1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        -- SHA-256 of the key.
        key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
        -- Its beginning, by which people recognise it.
        hint text NOT NULL,
        scopes text[] NOT NULL CHECK (scopes <@ ARRAY['send', 'read', 'manage', 'admin'] AND scopes <> '{}'),
        -- Requests per window; null: what holds for everybody; 0: no limit.
        rate_limit int CHECK (rate_limit >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      -- A name may be given again once its key is revoked.
      CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
