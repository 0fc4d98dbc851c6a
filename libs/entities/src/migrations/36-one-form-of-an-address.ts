import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An address without characters that nobody sees, and without quotes that it can be read without (`\x60` is a grave). */
const plain = (column: string) => String.raw`
  replace(regexp_replace(
    regexp_replace(${column}, $re$[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]$re$, '', 'g'),
    $re$^"((?:\\?[a-z0-9!#$%&'*+/=?^_\x60{|}~.-])+)"@$re$, $re$\1@$re$), '\', '')`;

/**
 * Who does not want to be written to, also under the one form that an address has from now on. The older form stays beside
 * it, for messages that were accepted with it. Reads the table once and locks nothing that others need.
 */
export class OneFormOfAnAddress1700000000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The ids stay in order: they are of the same time.
    await runner.query(`
      INSERT INTO suppressions (id, channel, address, sender, reason, note, created_at)
      SELECT (left(id::text, 24) || right(gen_random_uuid()::text, 12))::uuid, channel, one_address, one_sender, reason,
             note, created_at
        FROM (SELECT *, ${plain('address')} AS one_address, ${plain('sender')} AS one_sender
                FROM suppressions WHERE channel = 'email') AS s
       WHERE (one_address, one_sender) <> (address, sender)
          ON CONFLICT DO NOTHING
    `);
  }

  /** What was added tells no lie to an older version. */
  async down(): Promise<void> {
    await Promise.resolve();
  }
}
