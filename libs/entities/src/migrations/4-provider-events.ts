import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Provider events that bring messages or a recipient's will, and that are tried again when they could not be applied. */
export class ProviderEvents1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE webhook_events
        ADD inbound jsonb,
        ADD consent jsonb,
        ADD error text,
        ADD attempts int NOT NULL DEFAULT 0,
        -- When somebody looks at an event whose effect is missing; null: never again by itself.
        ADD due_at timestamptz;
      UPDATE webhook_events SET due_at = received_at WHERE applied_at IS NULL;
      CREATE INDEX webhook_events_received ON webhook_events (provider, received_at);
      -- Holds unapplied rows only.
      CREATE INDEX webhook_events_unapplied ON webhook_events (due_at) WHERE applied_at IS NULL;

      -- What came with mails. Compressed already, most of it.
      CREATE TABLE attachment_contents (
        message_id uuid NOT NULL,
        position int NOT NULL,
        content bytea NOT NULL,
        PRIMARY KEY (message_id, position)
      );
      ALTER TABLE attachment_contents ALTER content SET STORAGE EXTERNAL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE attachment_contents;
      DROP INDEX webhook_events_unapplied, webhook_events_received;
      ALTER TABLE webhook_events DROP inbound, DROP consent, DROP error, DROP attempts, DROP due_at;
    `);
  }
}
