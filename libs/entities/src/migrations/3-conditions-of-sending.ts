import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message may ask for beyond being sent: a reply's parent, tags, an end, options; and who must not be written to. */
export class ConditionsOfSending1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages
        ADD parent_id uuid,
        ADD tags text[] NOT NULL DEFAULT '{}',
        ADD expires_at timestamptz,
        ADD options jsonb NOT NULL DEFAULT '{}';
      -- The few that ended otherwise than most, so that they are found among millions.
      CREATE INDEX messages_ended ON messages (status, id) WHERE status IN ('failed', 'canceled', 'received');
      CREATE UNIQUE INDEX messages_inbound ON messages (provider_message_id, provider) WHERE direction = 'inbound';

      CREATE TABLE attachments (
        message_id uuid NOT NULL,
        position int NOT NULL,
        url text NOT NULL,
        content_type text,
        size bigint,
        filename text,
        PRIMARY KEY (message_id, position)
      );

      -- Whom an address stands for: without a display name, in lower case.
      CREATE FUNCTION participant(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lower(coalesce(substring(address from '<([^<>]+)>\\s*$'), address))
      $$;

      CREATE TABLE suppressions (
        id uuid PRIMARY KEY,
        channel text NOT NULL CHECK (channel IN ('sms', 'email')),
        address text NOT NULL,
        -- Whose messages are not wanted; empty: anybody's.
        sender text NOT NULL DEFAULT '',
        reason text NOT NULL CHECK (reason IN ('stop', 'bounce', 'complaint', 'unsubscribe', 'manual')),
        note text,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (channel, address, sender, reason)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE suppressions, attachments;
      DROP FUNCTION participant;
      DROP INDEX messages_ended, messages_inbound;
      ALTER TABLE messages DROP parent_id, DROP tags, DROP expires_at, DROP options;
    `);
  }
}
