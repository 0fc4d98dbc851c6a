import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom we tell of what happens, and what is still to be told. */
export class CallbackOutbox1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoints (
        id uuid PRIMARY KEY,
        url text NOT NULL,
        events text[] NOT NULL,
        description text,
        secret text NOT NULL,
        previous_secret text,
        previous_secret_until timestamptz,
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
        failing_since timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE callbacks (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        -- Rises in the order of what happened to one message.
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        -- Null: for the message's own callback_url.
        endpoint_id uuid REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
        callback_url text,
        message_id uuid,
        type text NOT NULL,
        -- The row as the change left it.
        snapshot jsonb NOT NULL,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'dead')),
        attempt_count int NOT NULL DEFAULT 0,
        due_at timestamptz DEFAULT now(),
        http_status int,
        error text,
        latency_ms int,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_attempt_at timestamptz,
        delivered_at timestamptz,
        CHECK ((endpoint_id IS NULL) <> (callback_url IS NULL)),
        CHECK (status <> 'pending' OR due_at IS NOT NULL)
      );
      CREATE INDEX callbacks_due ON callbacks (due_at) WHERE status = 'pending';
      CREATE INDEX callbacks_message ON callbacks (message_id, sequence) WHERE status = 'pending';
      CREATE INDEX callbacks_endpoint ON callbacks (endpoint_id, sequence);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE callbacks, webhook_endpoints');
  }
}
