import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who changed what. Rows are added; they are never changed, and deleted by the retention alone, when they are old enough. */
export class Audit1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid PRIMARY KEY,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        actor_kind text NOT NULL CHECK (actor_kind IN ('api_key', 'session', 'command', 'anonymous')),
        -- Of the API key, that of a session included.
        actor_id uuid,
        actor_name text,
        -- Where it came from: an IP address, or the machine a command ran on.
        address text,
        action text NOT NULL,
        object_kind text NOT NULL,
        object_id text,
        -- Numbers and texts in them are masked.
        before jsonb,
        after jsonb,
        request_id text
      );
      CREATE INDEX audit_events_order ON audit_events (created_at, id);
      CREATE INDEX audit_events_actor ON audit_events (actor_id, created_at, id);
      CREATE INDEX audit_events_actor_name ON audit_events (actor_name, created_at, id);
      CREATE INDEX audit_events_action ON audit_events (action, created_at, id);
      CREATE INDEX audit_events_object ON audit_events (object_id, created_at, id);

      CREATE FUNCTION audit_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          retention_days int := nullif(current_setting('sendstream.audit_retention_days', true), '')::int;
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.created_at < now() - make_interval(days => retention_days) THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'audit_events are only added to, and deleted when they are older than the retention'
            USING ERRCODE = 'insufficient_privilege';
        END
      $$;
      CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events
        FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
      CREATE TRIGGER audit_events_stay_all BEFORE TRUNCATE ON audit_events
        FOR EACH STATEMENT EXECUTE FUNCTION audit_events_stay();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_events; DROP FUNCTION audit_events_stay()');
  }
}
