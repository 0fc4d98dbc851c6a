import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Senders that stand for several numbers: which number a message was sent from, and pools of numbers of ours. */
export class Senders1700000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Null: sent from the sender itself, or not known yet.
      ALTER TABLE messages ADD COLUMN sent_from text;
      ALTER TABLE webhook_events ADD COLUMN sent_from text;
      CREATE TABLE sender_pools (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        description text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      -- A number is of one pool: who answers to it answers to that.
      CREATE TABLE sender_pool_numbers (
        number text PRIMARY KEY,
        pool_id uuid NOT NULL REFERENCES sender_pools ON DELETE CASCADE,
        place int NOT NULL,
        weight int NOT NULL CHECK (weight >= 0),
        countries text[] NOT NULL
      );
      CREATE INDEX sender_pool_numbers_of_pool ON sender_pool_numbers (pool_id);
      -- The number of a pool that a recipient hears from.
      CREATE TABLE sender_choices (
        pool text NOT NULL,
        recipient text NOT NULL,
        number text NOT NULL,
        PRIMARY KEY (pool, recipient)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sender_choices, sender_pool_numbers, sender_pools;
      ALTER TABLE webhook_events DROP COLUMN sent_from;
      ALTER TABLE messages DROP COLUMN sent_from`);
  }
}
