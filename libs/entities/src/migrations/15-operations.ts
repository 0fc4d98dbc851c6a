import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndexes, dropIndexes } from './concurrent-indexes.js';

const INDEXES = {
  // What an endpoint was told, by how that ended; its whole list is the merge of three.
  callbacks_log: { on: 'callbacks (endpoint_id, status, sequence) WHERE endpoint_id IS NOT NULL' },
  // What waits for a person.
  messages_unknown: {
    on: `messages (id) WHERE status = 'failed' AND error->>'code' = 'outcome_unknown'`,
  },
};

const FORMER = {
  callbacks_endpoint: { on: 'callbacks (endpoint_id, sequence) WHERE endpoint_id IS NOT NULL' },
};

/** What operators look for. */
export class Operations1700000000015 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, INDEXES);
    await dropIndexes(runner, FORMER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await buildIndexes(runner, FORMER);
    await dropIndexes(runner, INDEXES);
  }
}
