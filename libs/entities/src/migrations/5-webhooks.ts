import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom we tell of what happens, what is still to be told, and what is known of those who are called. */
export class Webhooks1700000000005 implements MigrationInterface {
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
        updated_at timestamptz NOT NULL DEFAULT now(),
        failure_count int NOT NULL DEFAULT 0,
        paused_reason text
      );

      CREATE TABLE callbacks (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        -- Rises in the order of what happened to one message.
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        -- Null: for the message's own callback_url. No foreign key: a move that tells an endpoint which is being deleted
        -- must not fail for it.
        endpoint_id uuid,
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
        -- Set while it has an entry in the queue, or is in somebody's hands.
        queued_at timestamptz,
        lease_token uuid,
        lease_expires_at timestamptz,
        -- Who shares one lane: an endpoint, or all callback_urls of one origin.
        target text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
          coalesce(endpoint_id::text, left(coalesce(substring(callback_url from '^[^:]+://[^/?#]+'), callback_url), 300))
        ) STORED,
        CHECK ((endpoint_id IS NULL) <> (callback_url IS NULL)),
        CHECK (status <> 'pending' OR due_at IS NOT NULL)
      )
      -- Every row changes some times and is gone in days.
      WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
      CREATE INDEX callbacks_waiting ON callbacks (target, due_at) WHERE status = 'pending' AND queued_at IS NULL;
      CREATE INDEX callbacks_queued ON callbacks (target, queued_at)
       WHERE status = 'pending' AND queued_at IS NOT NULL;
      -- Those of a message that are still to be told, and those that are done.
      CREATE INDEX callbacks_message ON callbacks (message_id, target, sequence) WHERE status = 'pending';
      CREATE INDEX callbacks_told ON callbacks (message_id) WHERE status <> 'pending';
      CREATE INDEX callbacks_endpoint ON callbacks (endpoint_id, sequence) WHERE endpoint_id IS NOT NULL;
      CREATE INDEX callbacks_done ON callbacks (created_at) WHERE status <> 'pending';
      -- What was told of suppressions, which are no message's, so that it can be erased.
      CREATE INDEX callbacks_address ON callbacks ((snapshot->>'address')) WHERE message_id IS NULL;

      -- So that one that never answers cannot take the room of one that does.
      CREATE TABLE callback_lanes (
        -- As in callbacks: an endpoint, or all callback_urls of one origin.
        target text COLLATE "C" PRIMARY KEY,
        -- Whether the last call came to its end soon, be it a good one or not: what it costs others.
        prompt boolean NOT NULL,
        -- Since when that has been so.
        since timestamptz NOT NULL,
        -- Whether the last call was a success, and when the last success was.
        works boolean NOT NULL,
        worked_at timestamptz,
        called_at timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE callback_lanes, callbacks, webhook_endpoints');
  }
}
