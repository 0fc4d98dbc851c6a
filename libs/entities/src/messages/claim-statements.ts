import { isMessageSuppressed } from '../suppressions/is-suppressed.js';
import { WAITS_FOR_PACE } from '../tables/attempt-outcome.js';

/**
 * Claims what waits and may be sent, which is nearly all. $1: ClaimRequests as JSON, $2: the lease in seconds. Why it locks
 * as it does: docs/decisions/0017-rows-are-locked-by-their-update.md.
 */
export const CLAIM = {
  name: 'claim',
  text: `
    WITH
    -- Sorted, because the rows are locked in this order: two batches never wait for each other in a circle.
    input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "attemptId" uuid, "leaseToken" uuid)
       ORDER BY "messageId"
    ),
    -- The update itself locks, so that each row is visited once. No plan can begin anywhere but at the input, because the
    -- comparison with an array of one can be looked up in the index, but neither merged nor hashed; so the way to a row is
    -- by its id too, whatever the statistics of a young table say. Under READ COMMITTED a row that another claim took while
    -- we waited is looked at again, and no longer matches. The clock is read row by row: now() is when the statement came,
    -- and a lease must not run while it still waits for its row.
    claimed AS (
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
         AND NOT ${isMessageSuppressed('m')}
      -- What is asked for below, and no more: rows are kept until the end of the statement.
      RETURNING m.id, m.type, m.from_address, m.to_address, m.sent_from, m.body, m.subject, m.html, m.attachments, m.options,
                m.expires_at, m.provider, m.refusals, m.tags, m.api_key_id, m.retry_count, m.priority, m.paced_until,
                m.client_request_id, m.traceparent, m.lease_token, m.attempt_id, m.attempt_count,
                m.lease_expires_at - make_interval(secs => $2) AS at
    ), attempts AS (
      INSERT INTO send_attempts (message_id, id, number, provider, started_at)
      SELECT id, attempt_id, attempt_count, provider, at FROM claimed
    ), events AS (
      INSERT INTO message_events (message_id, type, status, attempt)
      SELECT id, 'sending', 'sending', attempt_count FROM claimed
    )
    SELECT id, type, from_address AS "from", to_address AS "to", sent_from AS "sentFrom", body, subject, html, attachments,
           options, expires_at AS "expiresAt", provider, refusals, tags, api_key_id AS "apiKeyId", retry_count AS "retryCount",
           priority, paced_until AS "pacedUntil", client_request_id AS "requestId", traceparent, lease_token AS "leaseToken",
           attempt_id AS "attemptId", attempt_count AS "attemptNumber", at AS "claimedAt"
      FROM claimed`,
};

/** Claims what CLAIM left: messages that somebody had, those of a repeated claim, and says which may not be sent. */
export const CLAIM_OTHERS = {
  name: 'claim_others',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x("messageId" uuid, "attemptId" uuid, "leaseToken" uuid)
    ),
    -- Locked in the order of their ids, so that two batches never wait for each other in a circle. The condition is a CASE,
    -- which no index can serve: whatever the statistics of a young table say, the way to a row is by its id. A row that has
    -- our own token was claimed by this very request, whose answer was lost; if that was to settle another's attempt, it
    -- still is.
    unclaimed AS MATERIALIZED (
      SELECT m.id, i."attemptId", i."leaseToken", m.lease_expires_at AS lease_ended, m.type, m.from_address,
             m.to_address, m.sent_from, m.expires_at, m.options,
             m.lease_token IS NOT DISTINCT FROM i."leaseToken" AS again,
             m.status = 'sending' AND m.attempt_id IS DISTINCT FROM i."attemptId" AS unsettled
        FROM input i JOIN messages m ON m.id = i."messageId"
       WHERE m.id = ANY (ARRAY(SELECT "messageId" FROM input))
         AND CASE m.status WHEN 'pending' THEN true
                           WHEN 'retry' THEN m.due_at <= now()
                           WHEN 'sending' THEN m.lease_expires_at <= now() OR m.lease_token = i."leaseToken"
                           ELSE false END
       ORDER BY m.id FOR UPDATE OF m
    ),
    -- What may not be sent is left as it is; an attempt that is to be settled is settled all the same.
    checked AS MATERIALIZED (
      SELECT u.*, CASE WHEN u.unsettled THEN NULL
                       WHEN u.expires_at <= now() THEN 'expired'
                       WHEN ${isMessageSuppressed('u')} THEN 'suppressed' END AS bar
        FROM unclaimed u
    ), free AS MATERIALIZED (
      SELECT * FROM checked WHERE bar IS NULL
    ),
    -- Read when all are locked: now() is when the statement came, and a lease must not run while it still waits.
    clock AS MATERIALIZED (
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
    ), attempts AS (
      INSERT INTO send_attempts (message_id, id, number, provider, started_at)
      SELECT id, attempt_id, attempt_count, provider, at FROM claimed WHERE NOT unsettled
          ON CONFLICT (message_id, id) DO NOTHING
    ), unsettled_attempts AS (
      UPDATE send_attempts a SET outcome = 'unknown', ended_at = c.lease_ended
        FROM claimed c
       WHERE c.unsettled AND a.message_id = c.id AND a.id = c.attempt_id AND a.outcome IS NULL
         AND a.message_id = ANY (ARRAY(SELECT id FROM claimed WHERE unsettled))
    ), events AS (
      INSERT INTO message_events (message_id, type, status, attempt)
      SELECT id, CASE WHEN unsettled THEN 'settling' ELSE 'sending' END, 'sending', attempt_count
        FROM claimed WHERE NOT again
    )
    SELECT c.id, c.type, c.from_address AS "from", c.to_address AS "to", c.sent_from AS "sentFrom", c.body, c.subject, c.html,
           c.attachments, c.options, c.expires_at AS "expiresAt", c.provider, c.refusals, c.tags, c.api_key_id AS "apiKeyId",
           c.retry_count AS "retryCount", c.priority, c.paced_until AS "pacedUntil", c.client_request_id AS "requestId", c.traceparent,
           c.lease_token AS "leaseToken", c.attempt_id AS "attemptId", c.attempt_count AS "attemptNumber",
           c.at AS "claimedAt", coalesce(old.started_at, c.at) AS "attemptStartedAt", c.unsettled,
           CASE WHEN c.unsettled THEN coalesce(old.ended_at, c.lease_ended) END AS "givenUpAt",
           coalesce(old.provider_code = '${WAITS_FOR_PACE}', false) AS "hasWaited", NULL AS bar
      FROM claimed c
      LEFT JOIN LATERAL (
        SELECT started_at, ended_at, provider_code FROM send_attempts a
         WHERE c.unsettled AND a.message_id = c.id AND a.id = c.attempt_id
      ) AS old ON true
     UNION ALL
    SELECT id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           bar
      FROM checked WHERE bar IS NOT NULL`,
};
