import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

/** Whether there is any such row at all: mostly there is none, and nobody computes a hash. */
const INDEXES: Indexes = {
  suppressions_erased: { on: 'suppressions (id) WHERE erased_at IS NOT NULL' },
  idempotency_keys_erased: { on: 'idempotency_keys (created_at) WHERE erased' },
};

/** Whoever asked to be erased has a receipt; of his suppressions and of keys that name him a keyed hash remains. */
export class Erasures1700000000024 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE suppressions ADD COLUMN IF NOT EXISTS erased_at timestamptz');
    await runner.query('ALTER TABLE idempotency_keys ADD COLUMN IF NOT EXISTS erased boolean');
    await runner.query(`
      CREATE TABLE IF NOT EXISTS erasure_receipts (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('address', 'conversation')),
        -- Of the subject; by it two wishes are known as one.
        subject_hash bytea NOT NULL,
        -- The subject itself, for as long as there is something to do.
        subject text CHECK ((subject IS NULL) = (status = 'done')),
        status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done')),
        -- What of it is being done, and down to where.
        stage text NOT NULL DEFAULT '',
        position uuid,
        counts jsonb NOT NULL DEFAULT '{}',
        requested_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      CREATE UNIQUE INDEX IF NOT EXISTS erasure_receipts_running ON erasure_receipts (subject_hash) WHERE status = 'running';
    `);
    await buildIndexes(runner, INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, INDEXES);
    await runner.query('DROP TABLE erasure_receipts');
    await runner.query('ALTER TABLE idempotency_keys DROP COLUMN erased');
    await runner.query('ALTER TABLE suppressions DROP COLUMN erased_at');
  }
}
