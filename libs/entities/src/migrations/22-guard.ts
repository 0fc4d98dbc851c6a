import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules and budgets of keys, what messages cost, and the sums of that. */
export class Guard1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys ADD COLUMN IF NOT EXISTS guard jsonb;
      ALTER TABLE messages ADD COLUMN IF NOT EXISTS segments int;

      -- Of each message that a provider took: one that was sent again has two.
      CREATE TABLE IF NOT EXISTS message_prices (
        provider_message_id text COLLATE "C" NOT NULL,
        provider text COLLATE "C" NOT NULL,
        message_id uuid NOT NULL,
        price numeric(14, 6) NOT NULL,
        currency text COLLATE "C" NOT NULL,
        PRIMARY KEY (provider_message_id, provider)
      );
      CREATE INDEX IF NOT EXISTS message_prices_message ON message_prices (message_id);

      -- When a provider was handed texts, and when it is asked for their prices.
      CREATE TABLE IF NOT EXISTS price_windows (
        provider text COLLATE "C" NOT NULL,
        begins timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        asked int NOT NULL DEFAULT 0,
        PRIMARY KEY (provider, begins)
      );

      -- How far the events of a provider are read that tells prices with them.
      CREATE TABLE IF NOT EXISTS price_receipts (
        provider text COLLATE "C" PRIMARY KEY,
        received_at timestamptz NOT NULL,
        id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
      );

      -- Empty currency: what was accepted; its price is in the row of the currency that it was paid in.
      CREATE TABLE IF NOT EXISTS statistics_costs (
        facet text NOT NULL CHECK (facet IN ('all', 'tag')),
        step text NOT NULL CHECK (step IN ('hour', 'day')),
        time timestamptz NOT NULL,
        tag text COLLATE "C" NOT NULL,
        type text COLLATE "C" NOT NULL,
        provider text COLLATE "C" NOT NULL,
        api_key_id text COLLATE "C" NOT NULL,
        country text COLLATE "C" NOT NULL,
        currency text COLLATE "C" NOT NULL,
        messages bigint NOT NULL,
        segments bigint NOT NULL,
        priced_segments bigint NOT NULL,
        cost numeric NOT NULL,
        PRIMARY KEY (facet, step, time, tag, type, provider, api_key_id, country, currency)
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

      CREATE TABLE IF NOT EXISTS key_spending (
        api_key_id uuid NOT NULL,
        day date NOT NULL,
        currency text COLLATE "C" NOT NULL,
        segments bigint NOT NULL,
        priced_segments bigint NOT NULL,
        cost numeric NOT NULL,
        PRIMARY KEY (api_key_id, day, currency)
      ) WITH (fillfactor = 70);

      -- What was told of a budget in its day or month: each once.
      CREATE TABLE IF NOT EXISTS budget_notices (
        api_key_id uuid NOT NULL,
        period_begins date NOT NULL,
        period text NOT NULL,
        notice text NOT NULL CHECK (notice IN ('warned', 'used_up')),
        told_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (api_key_id, period_begins, period, notice)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE budget_notices, key_spending, statistics_costs, price_receipts, price_windows, message_prices',
    );
    await runner.query('ALTER TABLE messages DROP COLUMN segments');
    await runner.query('ALTER TABLE api_keys DROP COLUMN guard');
  }
}
