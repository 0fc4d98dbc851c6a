import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes, type Indexes } from './concurrent-indexes.js';

/** By what an event speaks of, so that all that was told of a message can be found and erased. */
const INDEXES: Indexes = {
  webhook_events_message: { on: 'webhook_events (message_id) WHERE message_id IS NOT NULL' },
  webhook_events_provider_message: {
    on: 'webhook_events (provider_message_id) WHERE provider_message_id IS NOT NULL',
  },
};

/** What is erased stays erased: of each message a keyed hash of its ids remains, by which its events are known. */
export class Privacy1700000000009 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Conversations that are gone, and whose messages are being removed.
      CREATE TABLE IF NOT EXISTS erasures (
        conversation_id uuid PRIMARY KEY,
        requested_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE IF NOT EXISTS erased (hash bytea PRIMARY KEY);

      -- One row: without it a hash says nothing, also not to somebody who guesses.
      CREATE TABLE IF NOT EXISTS erasure_key (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
        outer_key bytea NOT NULL CHECK (length(outer_key) = 64)
      );
      INSERT INTO erasure_key (inner_key, outer_key)
      SELECT sha256(random[1]) || sha256(random[2]), sha256(random[3]) || sha256(random[4])
        FROM (SELECT array_agg(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS random
                FROM generate_series(1, 4)) AS r
          ON CONFLICT DO NOTHING;
    `);
    await buildIndexes(runner, INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndexes(runner, INDEXES);
    await runner.query('DROP TABLE erasure_key, erased, erasures');
  }
}
