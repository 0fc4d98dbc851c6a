import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of those who are called, so that one that never answers cannot take the room of one that does. */
export class StandingOfCallbackLanes1700000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
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
    await runner.query('DROP TABLE callback_lanes');
  }
}
