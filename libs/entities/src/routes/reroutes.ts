/** Explained in docs/decisions/0030-accounts-and-routes.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** That a claimed message goes by another account than it was meant for. */
export interface Reroute {
  messageId: string;
  /** Of the claim: only its owner may change where the message goes. */
  attemptId: string;
  leaseToken: string;
  from: string;
  to: string;
  /** A word, and the same for people. */
  reason: string;
  why: string;
}

const REROUTE = {
  name: 'reroute',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "attemptId" uuid, "leaseToken" uuid, "from" text,
                                                    "to" text, reason text, why text)
       ORDER BY "messageId"
    ),
    -- In the order of their ids and by their index, which a CASE leaves as the only one: see CLAIM.
    moved AS (
      UPDATE messages m SET provider = i."to", updated_at = now()
        FROM input i
       WHERE m.id = ANY (ARRAY[i."messageId"]) AND CASE m.status WHEN 'sending' THEN true ELSE false END
         AND m.lease_token = i."leaseToken"
         AND m.attempt_id = i."attemptId"
      RETURNING m.id, m.attempt_id, m.attempt_count, i."from", i."to", i.reason, i.why
    ), attempts AS (
      UPDATE send_attempts a SET provider = v."to" FROM moved v
       WHERE a.message_id = ANY (ARRAY[v.id]) AND a.id = v.attempt_id AND a.outcome IS NULL
    ), found AS (
      UPDATE message_index x SET provider = v."to" FROM moved v
       WHERE x.message_id = ANY (ARRAY[v.id]) AND x.provider IS NOT NULL
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, attempt, detail)
      SELECT id, 'rerouted', 'sending', why, attempt_count,
             jsonb_build_object('from', "from", 'to', "to", 'reason', reason)
        FROM moved
    )
    SELECT id FROM moved`,
};

/** Changes the account that a message goes by, between its claim and its call. */
@Injectable()
export class Reroutes {
  constructor(private readonly database: Database) {}

  /**
   * Writes all of these (each message at most once per call) in one statement, on message, attempt and timeline. Answers the ids
   * of those that are still their owner's: no other may be called.
   */
  async apply(reroutes: Reroute[]): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(REROUTE, [JSON.stringify(reroutes)]);
    return new Set(rows.map(({ id }) => id));
  }
}
