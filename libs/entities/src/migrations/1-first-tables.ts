import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Conversations, messages, their timeline, the calls to providers, and the providers' callbacks. */
export class FirstTables1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE conversations (
        id uuid PRIMARY KEY,
        channel_type text NOT NULL CHECK (channel_type IN ('sms', 'email')),
        participant_from text NOT NULL,
        participant_to text NOT NULL,
        -- The pair in byte order, whoever wrote first: A to B and B to A are one conversation.
        participant_low text COLLATE "C" NOT NULL,
        participant_high text COLLATE "C" NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (participant_low <= participant_high)
      );
      CREATE UNIQUE INDEX conversations_pair ON conversations (channel_type, participant_low, participant_high);

      CREATE TABLE messages (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        direction text NOT NULL CHECK (direction IN ('outbound', 'inbound')),
        type text NOT NULL CHECK (type IN ('sms', 'mms', 'email')),
        status text NOT NULL CHECK (status IN ('scheduled', 'pending', 'sending', 'retry', 'sent', 'delivered',
                                               'failed', 'canceled', 'received')),
        from_address text NOT NULL,
        to_address text NOT NULL,
        body text NOT NULL,
        subject text,
        html text,
        attachments jsonb NOT NULL DEFAULT '[]',
        metadata jsonb NOT NULL DEFAULT '{}',
        provider text NOT NULL,
        provider_message_id text,
        retry_count int NOT NULL DEFAULT 0,
        attempt_count int NOT NULL DEFAULT 0,
        error jsonb,
        attempt_id uuid,
        lease_token uuid,
        lease_expires_at timestamptz,
        due_at timestamptz,
        scheduled_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        delivered_at timestamptz,
        failed_at timestamptz,
        CHECK (status NOT IN ('scheduled', 'pending', 'sending', 'retry') OR due_at IS NOT NULL)
      );
      -- Holds unfinished rows only, so that looking for what is due costs the same whatever the history.
      CREATE INDEX messages_due ON messages (status, type, due_at)
        WHERE status IN ('scheduled', 'pending', 'sending', 'retry');

      -- No foreign keys from here on: these rows are written in the statement that writes their message, on the
      -- hot path, and messages are never deleted without them.
      CREATE TABLE message_events (
        message_id uuid NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        type text NOT NULL,
        status text NOT NULL,
        reason text,
        attempt int,
        detail jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (message_id, id)
      );

      CREATE TABLE send_attempts (
        message_id uuid NOT NULL,
        id uuid NOT NULL,
        number int NOT NULL,
        provider text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        -- Null while the call is in flight; unknown until it is settled, and for good where it cannot be.
        outcome text CHECK (outcome IN ('accepted', 'permanent', 'retryable', 'unknown', 'absent')),
        http_status int,
        provider_code text,
        provider_message text,
        provider_message_id text,
        latency_ms int,
        PRIMARY KEY (message_id, id)
      );
      CREATE UNIQUE INDEX send_attempts_provider_id ON send_attempts (provider_message_id, provider)
        WHERE provider_message_id IS NOT NULL;

      CREATE TABLE webhook_events (
        id uuid PRIMARY KEY,
        provider text NOT NULL,
        event_id text NOT NULL,
        kind text NOT NULL,
        provider_status text NOT NULL,
        provider_message_id text,
        message_id uuid,
        code text,
        reason text,
        occurred_at timestamptz,
        payload jsonb NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        -- Null until its effect, which may be none, is in the database.
        applied_at timestamptz,
        UNIQUE (provider, event_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_events, send_attempts, message_events, messages, conversations');
  }
}
