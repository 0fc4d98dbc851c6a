/** Explained in docs/decisions/0028-what-operators-see.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { TARGETS_OF_URLS } from './targets-of-urls.js';

/** Where a list of waiting callbacks stands. */
export interface CallbackPosition {
  /** The receiver: scheme and host of its address. */
  target: string;
  /** ISO 8601, to the microsecond. */
  since: string;
  id: string;
}

/** A webhook to a message's callback_url that is still to be told. */
export interface WaitingCallback extends CallbackPosition {
  type: string;
  messageId: string | null;
  url: string;
  attempts: number;
  /** Of the last attempt. */
  httpStatus: number | null;
  error: string | null;
  createdAt: Date;
  lastAttemptAt: Date | null;
  /** Null: it is queued now. */
  nextAttemptAt: Date | null;
}

const FIRST: CallbackPosition = {
  target: '',
  since: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

/**
 * Each of the two indexes of what waits has its receivers in order, and of each what waits longest first. What has waited equally
 * long is read whole: no index has it in order.
 */
const ofUrls = (queued: string, time: string) => `
      SELECT c.* FROM ${TARGETS_OF_URLS} CROSS JOIN LATERAL (
        SELECT *, ${time} AS since FROM callbacks
         WHERE status = 'pending' AND queued_at IS ${queued} AND target >= greatest(r.low, $1) AND target < r.high
           AND (target, ${time}, id) > ($1, $2::timestamptz, $3::uuid)
         ORDER BY target, ${time} FETCH FIRST ($4::bigint) ROWS WITH TIES) AS c`;

const LIST = {
  name: 'list_waiting_callbacks',
  text: `
    SELECT id, type, message_id AS "messageId", callback_url AS url, attempt_count AS attempts,
           http_status AS "httpStatus", error, created_at AS "createdAt", last_attempt_at AS "lastAttemptAt",
           CASE WHEN queued_at IS NULL THEN due_at END AS "nextAttemptAt", target,
           to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS since
      FROM (${ofUrls('NULL', 'due_at')} UNION ALL ${ofUrls('NOT NULL', 'queued_at')}) AS waiting
     ORDER BY waiting.target, waiting.since, waiting.id LIMIT $4::bigint`,
};

/** Shows what waits to be told to callback_urls, for those who look after webhooks. */
@Injectable()
export class WaitingCallbacks {
  constructor(private readonly database: Database) {}

  /** By receiver; of each, what waits longest first; after this one. */
  list(limit: number, { target, since, id }: CallbackPosition = FIRST): Promise<WaitingCallback[]> {
    return this.database.run(LIST, [target, since, id, limit]);
  }
}
