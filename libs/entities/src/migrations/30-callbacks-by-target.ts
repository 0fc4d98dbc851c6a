import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the calls of outgoing webhooks need: leases, a fair share for each receiver, endpoints that are paused. */
export class CallbacksByTarget1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE webhook_endpoints
        ADD failure_count int NOT NULL DEFAULT 0,
        ADD paused_reason text;

      -- No foreign key: a move that tells an endpoint which is being deleted must not fail for it.
      ALTER TABLE callbacks
        DROP CONSTRAINT callbacks_endpoint_id_fkey,
        -- Set while it has an entry in the queue, or is in somebody's hands.
        ADD queued_at timestamptz,
        ADD lease_token uuid,
        ADD lease_expires_at timestamptz,
        -- Who shares one lane: an endpoint, or all callback_urls of one origin.
        ADD target text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
          coalesce(endpoint_id::text, left(coalesce(substring(callback_url from '^[^:]+://[^/?#]+'), callback_url), 300))
        ) STORED;
      DROP INDEX callbacks_due, callbacks_message, callbacks_endpoint;
      CREATE INDEX callbacks_waiting ON callbacks (target, due_at) WHERE status = 'pending' AND queued_at IS NULL;
      CREATE INDEX callbacks_queued ON callbacks (target, queued_at)
       WHERE status = 'pending' AND queued_at IS NOT NULL;
      CREATE INDEX callbacks_message ON callbacks (message_id, target, sequence) WHERE status = 'pending';
      CREATE INDEX callbacks_endpoint ON callbacks (endpoint_id, sequence) WHERE endpoint_id IS NOT NULL;
      CREATE INDEX callbacks_done ON callbacks (created_at) WHERE status <> 'pending';
      -- Every row changes some times and is gone in days.
      ALTER TABLE callbacks SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX callbacks_waiting, callbacks_queued, callbacks_message, callbacks_endpoint, callbacks_done;
      ALTER TABLE callbacks RESET (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor);
      ALTER TABLE callbacks DROP queued_at, DROP lease_token, DROP lease_expires_at, DROP target;
      DELETE FROM callbacks c
       WHERE endpoint_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.id = c.endpoint_id);
      ALTER TABLE callbacks ADD CONSTRAINT callbacks_endpoint_id_fkey
        FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints (id) ON DELETE CASCADE;
      CREATE INDEX callbacks_due ON callbacks (due_at) WHERE status = 'pending';
      CREATE INDEX callbacks_message ON callbacks (message_id, sequence) WHERE status = 'pending';
      CREATE INDEX callbacks_endpoint ON callbacks (endpoint_id, sequence);
      ALTER TABLE webhook_endpoints DROP failure_count, DROP paused_reason;
    `);
  }
}
