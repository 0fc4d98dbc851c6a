import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database.js';
import type { MessageOptions, MessageType } from '../tables/message.entity.js';

/** One wish to work on a message. `attemptId` is the call that will be made if the message is free. */
export interface ClaimRequest {
  messageId: string;
  attemptId: string;
  leaseToken: string;
}

/** Why a message that is free may not be sent: its time is over, or its recipient wants nothing from its sender. */
export type Bar = 'expired' | 'suppressed';

/** What became of the wishes to claim; a message that is in neither was not free. */
export interface Claims {
  claimed: Map<string, Claim>;
  /** Not claimed: these may not be sent. */
  barred: Map<string, Bar>;
}

/** A message that is ours until the lease ends. */
export interface Claim {
  id: string;
  type: MessageType;
  from: string;
  to: string;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: string[];
  options: MessageOptions;
  expiresAt: Date | null;
  provider: string;
  retryCount: number;
  leaseToken: string;
  attemptId: string;
  attemptNumber: number;
  /** The database's time of this claim: what the other times here are to be compared with. Our own clock may be wrong. */
  claimedAt: Date;
  /** When the attempt's row was written, before its request left. */
  attemptStartedAt: Date;
  /** When the owner of an unsettled attempt gave it up, or lost it with its lease; null for an attempt of our own. */
  givenUpAt: Date | null;
  /** True when the attempt is another's whose outcome nobody recorded: it must be settled, not made. */
  unsettled: boolean;
}

export interface Lease {
  messageId: string;
  leaseToken: string;
}

/** Whether the recipient of message `m` wants nothing from its sender, as a condition of SQL. */
const suppressed = (m: string) => `EXISTS (
                         SELECT 1 FROM suppressions s
                          WHERE s.channel = CASE ${m}.type WHEN 'email' THEN 'email' ELSE 'sms' END
                            AND s.address = CASE ${m}.type WHEN 'email' THEN participant(${m}.to_address)
                                                           ELSE lower(${m}.to_address) END
                            AND s.sender IN ('', CASE ${m}.type WHEN 'email' THEN participant(${m}.from_address)
                                                                ELSE lower(${m}.from_address) END)
                            AND (s.reason = 'stop'
                                 OR NOT coalesce(${m}.options->'ignore_suppression' ? s.reason, false)))`;

const CLAIM = {
  name: 'claim',
  // What waits and may be sent, which is nearly all: locked by the update itself, so that each row is visited once.
  // That is in the order of the ids, so that two batches never wait for each other in a circle: the input is sorted, and
  // no plan can begin anywhere else, because the comparison with an array of one can be looked up in the index, but
  // neither merged nor hashed. So the way to a row is by its id too, whatever the statistics of a young table say. Under
  // READ COMMITTED a row that another claim took while we waited is looked at again, and no longer matches. The clock is
  // read row by row: now() is when the statement came, and a lease must not run while it still waits for its row.
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "attemptId" uuid, "leaseToken" uuid)
       ORDER BY "messageId"
    ), claimed AS (
      UPDATE messages m
         SET status = 'sending', attempt_id = i."attemptId", attempt_count = m.attempt_count + 1,
             lease_token = i."leaseToken",
             lease_expires_at = clock_timestamp() + make_interval(secs => $2),
             due_at = clock_timestamp() + make_interval(secs => $2),
             updated_at = now()
        FROM input i
       WHERE m.id = ANY (ARRAY[i."messageId"])
         AND CASE m.status WHEN 'pending' THEN true WHEN 'retry' THEN m.due_at <= now() ELSE false END
         AND (m.expires_at <= now()) IS NOT TRUE
         AND NOT ${suppressed('m')}
      RETURNING m.*, m.lease_expires_at - make_interval(secs => $2) AS at
    ), begun AS (
      INSERT INTO send_attempts (message_id, id, number, provider, started_at)
      SELECT id, attempt_id, attempt_count, provider, at FROM claimed
    ), told AS (
      INSERT INTO message_events (message_id, type, status, attempt)
      SELECT id, 'sending', 'sending', attempt_count FROM claimed
    )
    SELECT id, type, from_address AS "from", to_address AS "to", body, subject, html, attachments, options,
           expires_at AS "expiresAt", provider, retry_count AS "retryCount", lease_token AS "leaseToken",
           attempt_id AS "attemptId", attempt_count AS "attemptNumber", at AS "claimedAt"
      FROM claimed`,
};

const CLAIM_OTHERS = {
  name: 'claim_others',
  // Rows are locked in the order of their ids, so that two batches never wait for each other in a circle. Under READ
  // COMMITTED a row that another claim took while we waited is looked at again, and no longer matches. The condition is
  // a CASE, which no index can serve: whatever the statistics of a young table say, the way to a row is by its id. A row
  // that has our own token was claimed by this very request, whose answer was lost; if that was to settle another's
  // attempt, it still is. The clock is read when all are
  // locked: now() is when the statement came, and a lease must not run while it still waits. What may not be sent is
  // left as it is; an attempt that is to be settled is settled all the same.
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "attemptId" uuid, "leaseToken" uuid)
    ), unclaimed AS MATERIALIZED (
      SELECT m.id, i."attemptId", i."leaseToken", m.lease_expires_at AS lease_ended, m.type, m.from_address,
             m.to_address, m.expires_at, m.options,
             m.lease_token IS NOT DISTINCT FROM i."leaseToken" AS again,
             m.status = 'sending' AND m.attempt_id IS DISTINCT FROM i."attemptId" AS unsettled
        FROM input i JOIN messages m ON m.id = i."messageId"
       WHERE m.id = ANY (ARRAY(SELECT "messageId" FROM input))
         AND CASE m.status WHEN 'pending' THEN true
                           WHEN 'retry' THEN m.due_at <= now()
                           WHEN 'sending' THEN m.lease_expires_at <= now() OR m.lease_token = i."leaseToken"
                           ELSE false END
       ORDER BY m.id FOR UPDATE OF m
    ), looked_at AS MATERIALIZED (
      SELECT u.*, CASE WHEN u.unsettled THEN NULL
                       WHEN u.expires_at <= now() THEN 'expired'
                       WHEN ${suppressed('u')} THEN 'suppressed' END AS bar
        FROM unclaimed u
    ), free AS MATERIALIZED (
      SELECT * FROM looked_at WHERE bar IS NULL
    ), clock AS MATERIALIZED (
      SELECT clock_timestamp() AS at FROM (SELECT count(*) FROM unclaimed) AS locked
    ), claimed AS (
      UPDATE messages m
         SET status = 'sending',
             attempt_id = CASE WHEN f.unsettled THEN m.attempt_id ELSE f."attemptId" END,
             attempt_count = m.attempt_count + CASE WHEN f.unsettled OR f.again THEN 0 ELSE 1 END,
             lease_token = f."leaseToken",
             lease_expires_at = c.at + make_interval(secs => $2),
             due_at = c.at + make_interval(secs => $2),
             updated_at = now()
        FROM free f, clock c WHERE m.id = f.id AND m.id = ANY (ARRAY(SELECT id FROM free))
      RETURNING m.*, f.unsettled, f.again, f.lease_ended, c.at
    ), begun AS (
      INSERT INTO send_attempts (message_id, id, number, provider, started_at)
      SELECT id, attempt_id, attempt_count, provider, at FROM claimed WHERE NOT unsettled
          ON CONFLICT (message_id, id) DO NOTHING
    ), given_up AS (
      UPDATE send_attempts a SET outcome = 'unknown', ended_at = c.lease_ended
        FROM claimed c
       WHERE c.unsettled AND a.message_id = c.id AND a.id = c.attempt_id AND a.outcome IS NULL
         AND a.message_id = ANY (ARRAY(SELECT id FROM claimed WHERE unsettled))
    ), told AS (
      INSERT INTO message_events (message_id, type, status, attempt)
      SELECT id, CASE WHEN unsettled THEN 'settling' ELSE 'sending' END, 'sending', attempt_count
        FROM claimed WHERE NOT again
    )
    SELECT c.id, c.type, c.from_address AS "from", c.to_address AS "to", c.body, c.subject, c.html, c.attachments,
           c.options, c.expires_at AS "expiresAt", c.provider, c.retry_count AS "retryCount",
           c.lease_token AS "leaseToken", c.attempt_id AS "attemptId", c.attempt_count AS "attemptNumber",
           c.at AS "claimedAt", coalesce(old.started_at, c.at) AS "attemptStartedAt", c.unsettled,
           CASE WHEN c.unsettled THEN coalesce(old.ended_at, c.lease_ended) END AS "givenUpAt", NULL AS bar
      FROM claimed c
      LEFT JOIN LATERAL (
        SELECT started_at, ended_at FROM send_attempts a
         WHERE c.unsettled AND a.message_id = c.id AND a.id = c.attempt_id
      ) AS old ON true
     UNION ALL
    SELECT id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, bar
      FROM looked_at WHERE bar IS NOT NULL`,
};

const EXTEND = {
  name: 'extend',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "leaseToken" uuid) ORDER BY "messageId"
    )
    UPDATE messages m
       SET lease_expires_at = now() + make_interval(secs => $2), due_at = now() + make_interval(secs => $2)
      FROM input i WHERE m.id = ANY (ARRAY[i."messageId"]) AND m.lease_token = i."leaseToken"
    RETURNING m.id`,
};

const GIVE_UP = {
  name: 'give_up',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "leaseToken" uuid) ORDER BY "messageId"
    )
    UPDATE messages m SET lease_expires_at = now(), due_at = now(), lease_token = NULL
      FROM input i WHERE m.id = ANY (ARRAY[i."messageId"]) AND m.lease_token = i."leaseToken"`,
};

/** Decides, by compare-and-set, who may send a message. A claim is a lease: what its owner lets expire is free. */
@Injectable()
export class MessageClaims {
  constructor(private readonly database: Database) {}

  /**
   * Claims what is free among `requests` (each message at most once per call) for `leaseSeconds`, and writes each
   * new attempt before its request can leave. What is not in the answer was not free: somebody has it, or it is done.
   * The same requests may be made again when their answer was lost.
   */
  async claim(requests: ClaimRequest[], leaseSeconds: number): Promise<Claims> {
    const claims: Claims = { claimed: new Map(), barred: new Map() };
    for (const claim of await this.run(CLAIM, requests, leaseSeconds)) {
      claim.attemptStartedAt = claim.claimedAt;
      claim.givenUpAt = null;
      claim.unsettled = false;
      claims.claimed.set(claim.id, claim);
    }
    const others = requests.filter(({ messageId }) => !claims.claimed.has(messageId));
    if (others.length === 0) return claims;
    for (const row of await this.run(CLAIM_OTHERS, others, leaseSeconds)) {
      if (row.bar === null) claims.claimed.set(row.id, row);
      else claims.barred.set(row.id, row.bar);
    }
    return claims;
  }

  /** Prolongs leases that are still held; answers the ids of those. */
  async extend(leases: Lease[], leaseSeconds: number): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(EXTEND, [JSON.stringify(leases), leaseSeconds]);
    return new Set(rows.map((row) => row.id));
  }

  /** Ends leases that are still held: whoever wants to may settle what became of their attempts. */
  async giveUp(leases: Lease[]): Promise<void> {
    await this.database.run(GIVE_UP, [JSON.stringify(leases)]);
  }

  private run(statement: Statement, requests: ClaimRequest[], leaseSeconds: number) {
    return this.database.run<Claim & { bar: Bar | null }>(statement, [
      JSON.stringify(requests),
      leaseSeconds,
    ]);
  }
}
