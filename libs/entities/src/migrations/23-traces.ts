import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a message came from: the id that its client gave the request, and the W3C trace context that it is sent in. */
export class Traces1700000000023 implements MigrationInterface {
  name = 'Traces1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages ADD COLUMN client_request_id text, ADD COLUMN traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN client_request_id, DROP COLUMN traceparent');
  }
}
