/** Explained in docs/decisions/0032-pace.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { WAITS_FOR_PACE } from '../tables/attempt-outcome.js';

/** An attempt that waits in its processor for the turn of its message. */
export interface PacedAttempt {
  messageId: string;
  attemptId: string;
  /** By the database's clock. */
  claimedAt: Date;
}

const INPUT = `
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "attemptId" uuid, "claimedAt" timestamptz)
       ORDER BY "messageId"`;

const BEGIN = {
  name: 'pace_wait_begin',
  // One that comes late, after the wait is over, finds that the attempt began later.
  text: `
    WITH input AS MATERIALIZED (${INPUT}
    )
    UPDATE send_attempts a SET provider_code = '${WAITS_FOR_PACE}'
      FROM input i
     WHERE a.message_id = ANY (ARRAY[i."messageId"]) AND a.id = i."attemptId" AND a.outcome IS NULL
       AND a.started_at < i."claimedAt" + interval '1 ms'`,
};

const END = {
  name: 'pace_wait_end',
  text: `
    WITH input AS MATERIALIZED (${INPUT}
    )
    UPDATE send_attempts a
       SET provider_code = NULL, started_at = greatest(clock_timestamp(), i."claimedAt" + interval '1 ms')
      FROM input i
     WHERE a.message_id = ANY (ARRAY[i."messageId"]) AND a.id = i."attemptId" AND a.outcome IS NULL
    RETURNING a.id`,
};

/** Keeps of attempts that wait for their turn that they have not been called: their processor may die meanwhile. */
@Injectable()
export class PaceWaits {
  constructor(private readonly database: Database) {}

  /** From now on these (each message at most once per call) have certainly not been called, until `end` is asked for. */
  async begin(attempts: PacedAttempt[]): Promise<void> {
    await this.database.run(BEGIN, [JSON.stringify(attempts)]);
  }

  /** They may be called from now on. Answers the ids of the attempts that are still their owner's: no other may be. */
  async end(attempts: PacedAttempt[]): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(END, [JSON.stringify(attempts)]);
    return new Set(rows.map(({ id }) => id));
  }
}
