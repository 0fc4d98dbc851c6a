import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

/** What waits for its turn; to count it is all that it is for. */
const INDEXES: Indexes = {
  messages_paced: { on: `messages (paced_until) WHERE status = 'retry' AND paced_until IS NOT NULL` },
};

/** A message may wait for the pace of its sender or account, and paces may be changed while the service runs. */
export class Pace1700000000021 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages ADD COLUMN IF NOT EXISTS paced_until timestamptz');
    await runner.query(`
      CREATE TABLE IF NOT EXISTS paces (
        of text NOT NULL CHECK (of IN ('sender', 'account')),
        name text NOT NULL,
        per_second float8 CHECK (per_second > 0),
        per_day int CHECK (per_day > 0),
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (of, name)
      )`);
    await buildIndexes(runner, INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, INDEXES);
    await runner.query('DROP TABLE paces');
    await runner.query('ALTER TABLE messages DROP COLUMN paced_until');
  }
}
