import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes of many messages, each job with how far it came. */
export class BulkActions1700000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bulk_actions (
        id uuid PRIMARY KEY,
        action text NOT NULL CHECK (action IN ('retry', 'cancel', 'reschedule')),
        -- As it was asked for, and as it is walked through; nothing is left of that once it is done.
        filter jsonb NOT NULL,
        wanted jsonb NOT NULL,
        scheduled_at timestamptz CHECK ((scheduled_at IS NOT NULL) = (action = 'reschedule')),
        status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'stopped', 'done')),
        -- Of the first 100,000; null where there are more.
        matching int,
        done int NOT NULL DEFAULT 0,
        -- Counts by reason.
        left_out jsonb NOT NULL DEFAULT '{}',
        failed int NOT NULL DEFAULT 0,
        -- The walk goes from the newest message to the oldest: down to this one all have been looked at.
        position uuid,
        created_by uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      CREATE INDEX bulk_actions_running ON bulk_actions (updated_at) WHERE status = 'running';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bulk_actions');
  }
}
