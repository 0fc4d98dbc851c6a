/** Explained in docs/decisions/0017-rows-are-locked-by-their-update.md. */
import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type Connection, Database, type Statement } from '../database.js';
import { storableJson } from '../storable.js';
import { type MessageStatus, sourcesOf, MESSAGE_STATUSES } from '../tables/message-status.js';
import type { MessageError, MessagePriority, MessageType, Refusals } from '../tables/message.entity.js';
import { messageSnapshot, webhooksToCallbackUrls, webhooksToEndpoints } from '../webhooks/webhook-outbox.js';
import type { AttemptOutcome } from '../tables/attempt-outcome.js';

/** What became of a call to a provider; written on its attempt whether or not the message still moves. */
export interface AttemptResult {
  outcome: AttemptOutcome;
  /** Written on the message too, when it moves. */
  providerMessageId?: string;
  /** The number that the provider chose; written on the message when it moves. */
  sentFrom?: string;
  httpStatus?: number | null;
  code?: string | null;
  message?: string | null;
  latencyMs?: number;
}

/** One step of a message, with the event that tells of it. */
export interface Move {
  messageId: string;
  to: MessageStatus;
  /** Default: the sources that the table of moves allows. */
  from?: MessageStatus[];
  /** Only while this is the message's current attempt. */
  attemptId?: string;
  /** Only while this lease is held. */
  leaseToken?: string;
  /** Ends the attempt named by `attemptId`. */
  attempt?: AttemptResult;
  /** Null clears it, undefined leaves it. */
  error?: MessageError | null;
  /** In how many seconds DueMessages should look again. Required for statuses that wait. */
  dueInSeconds?: number;
  /** It waits for its turn at a pace, which is in so many seconds. */
  pacedSeconds?: number;
  /** One more try has been granted. */
  countRetry?: boolean;
  /** The attempt says nothing of the message, and does not count as one of its. */
  uncounted?: boolean;
  /** The accounts that refused it since its last fresh start; undefined leaves them. */
  refusals?: Refusals;
  /** A fresh start: the granted tries, and who refused it, are forgotten. */
  resetRetries?: boolean;
  event: { type: string; reason?: string | null; detail?: Record<string, unknown> };
}

/** A message that has moved, for those who count. */
export interface MovedRow {
  id: string;
  /** Its new one. */
  status: MessageStatus;
  type: MessageType;
  provider: string;
  priority: MessagePriority;
  /** Since it was accepted or, of one for later, since its time came; by the database's clock. */
  ageSeconds: number;
}

/** The messages that MOVE has moved, for webhooks. */
const MOVED = {
  from: 'moved',
  type: "'message.' || c.status",
  messageId: 'c.id',
  snapshot: 'c.snapshot',
  where: 'c.snapshot IS NOT NULL',
};

/** A code whose way ends. */
const IS_ENDED_CODE = `m.priority = 'code' AND i."to" IN ('delivered', 'failed', 'canceled')`;

const REDACTED = `
             body = CASE WHEN ${IS_ENDED_CODE} THEN '' ELSE m.body END,
             subject = CASE WHEN ${IS_ENDED_CODE} THEN NULL ELSE m.subject END,
             html = CASE WHEN ${IS_ENDED_CODE} THEN NULL ELSE m.html END,
             redacted_at = CASE WHEN ${IS_ENDED_CODE} THEN coalesce(m.redacted_at, now()) ELSE m.redacted_at END,`;

/** What is told of it from now on has no text either. */
const REDACTED_WEBHOOKS = `, redacted_webhooks AS (
      UPDATE callbacks SET snapshot = snapshot || '{"body": "", "subject": null, "html": null}'
       WHERE message_id = ANY (ARRAY(SELECT id FROM moved WHERE redacted))
    )`;

const moveStatement = (isRedacting: boolean) => ({
  name: isRedacting ? 'move_redacting' : 'move',
  text: `
    WITH
    -- The moves come flat: taking JSON in JSON apart was a quarter of the statement.
    input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(
        "messageId" uuid, "to" text, "from" text, "attemptId" uuid, "leaseToken" uuid, "providerMessageId" text,
        error jsonb, "clearError" boolean, "dueInSeconds" float8, "countRetry" boolean, "resetRetries" boolean,
        uncounted boolean, refusals jsonb, "sentFrom" text, "pacedSeconds" float8,
        outcome text, "httpStatus" int, code text, message text, "latencyMs" int,
        event text, reason text, detail jsonb)
       ORDER BY "messageId"
    ),
    -- Rows are locked by the update, in the order of their ids and by their index: see CLAIM. What is to be sent once more
    -- has done with the call before, if its provider took that: what is still told of that call is not of the next. A
    -- message is made JSON only when there is somebody who may want to be told of it.
    moved AS (
      UPDATE messages m
         SET status = i."to",
             provider_message_id = CASE WHEN i."to" <> 'pending' THEN coalesce(i."providerMessageId", m.provider_message_id) END,
             sent_from = coalesce(i."sentFrom", m.sent_from),
             attempt_id = CASE WHEN i."to" <> 'pending' OR m.provider_message_id IS NULL THEN m.attempt_id END,
             error = CASE WHEN i."clearError" THEN NULL ELSE coalesce(i.error, m.error) END,
             retry_count = CASE WHEN i."resetRetries" THEN 0 ELSE m.retry_count END
                         + CASE WHEN i."countRetry" THEN 1 ELSE 0 END,
             refusals = CASE WHEN i."resetRetries" THEN '{}' ELSE coalesce(i.refusals, m.refusals) END,
             attempt_count = m.attempt_count - CASE WHEN i.uncounted THEN 1 ELSE 0 END,
             lease_token = NULL,
             lease_expires_at = CASE WHEN i."to" = 'sending' THEN now() + make_interval(secs => i."dueInSeconds") END,
             due_at = now() + make_interval(secs => i."dueInSeconds"),
             ${isRedacting ? REDACTED : ''}
             paced_until = CASE WHEN i."to" IN ('retry', 'sending')
                                THEN coalesce(now() + make_interval(secs => i."pacedSeconds"), m.paced_until) END,
             sent_at = CASE i."to" WHEN 'sent' THEN now() WHEN 'pending' THEN NULL ELSE m.sent_at END,
             delivered_at = CASE i."to" WHEN 'delivered' THEN now() WHEN 'pending' THEN NULL ELSE m.delivered_at END,
             failed_at = CASE i."to" WHEN 'failed' THEN now() WHEN 'pending' THEN NULL ELSE m.failed_at END,
             updated_at = now()
        FROM input i
       WHERE m.id = ANY (ARRAY[i."messageId"])
         AND m.status = ANY (i."from"::text[])
         AND (i."attemptId" IS NULL OR m.attempt_id = i."attemptId")
         AND (i."leaseToken" IS NULL OR m.lease_token = i."leaseToken")
         -- What has no text any more cannot be sent again.
         AND (i."to" <> 'pending' OR m.redacted_at IS NULL)
      RETURNING m.id, m.status, m.type, m.provider, m.priority, m.created_at, m.scheduled_at, m.redacted_at IS NOT NULL AS redacted,
                m.attempt_count, i.event, i.reason, i.detail, m.options->>'callback_url' AS callback_url,
                CASE WHEN i."to" IN ('sent', 'delivered', 'failed')
                      AND (m.options ? 'callback_url' OR EXISTS (SELECT 1 FROM webhook_endpoints))
                     THEN ${messageSnapshot('m')} END AS snapshot
    ), attempts AS (
      UPDATE send_attempts a
         SET ended_at = coalesce(a.ended_at, now()), outcome = i.outcome,
             http_status = coalesce(i."httpStatus", a.http_status),
             provider_code = coalesce(i.code, a.provider_code),
             provider_message = coalesce(i.message, a.provider_message),
             provider_message_id = coalesce(i."providerMessageId", a.provider_message_id),
             latency_ms = coalesce(i."latencyMs", a.latency_ms)
        FROM input i
       WHERE a.message_id = ANY (ARRAY[i."messageId"]) AND a.id = i."attemptId" AND i.outcome IS NOT NULL
         AND (a.provider_message_id IS NULL OR a.provider_message_id = i."providerMessageId")
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, attempt, detail)
      SELECT id, event, status, reason, nullif(attempt_count, 0), detail FROM moved
    ), outbox AS (${webhooksToEndpoints(MOVED)}
    ), own_outbox AS (${webhooksToCallbackUrls(MOVED)}
    )${isRedacting ? REDACTED_WEBHOOKS : ''}
    SELECT id, status, type, provider, priority,
           date_part('epoch', now() - coalesce(scheduled_at, created_at)) AS "ageSeconds"
      FROM moved`,
});
const MOVE = moveStatement(false);
const MOVE_REDACTING = moveStatement(true);

/** Every change of a message's status after it was stored: a compare-and-set that also writes its event. */
@Injectable()
export class MessageMoves {
  private readonly statement: Statement;

  constructor(
    private readonly database: Database,
    { redactAfterFinal }: ServiceSettings,
  ) {
    this.statement = redactAfterFinal ? MOVE_REDACTING : MOVE;
  }

  /**
   * Makes the moves that are allowed now (each message at most once per call), in one statement. Answers the messages
   * that moved, by their ids; a move that is not in the answer changed nothing on its message.
   */
  async apply(moves: Move[], on?: Connection): Promise<Map<string, MovedRow>> {
    const rows = await this.database.run<MovedRow>(this.statement, [storableJson(moves.map(flat))], on);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

/** As PostgreSQL writes an array. */
const SOURCES = Object.fromEntries(MESSAGE_STATUSES.map((to) => [to, `{${sourcesOf(to).join()}}`])) as Record<
  MessageStatus,
  string
>;

function flat(move: Move): object {
  const { messageId, to, from, attemptId, leaseToken, error, attempt, event } = move;
  return {
    messageId,
    to,
    from: from ? `{${from.join()}}` : SOURCES[to],
    attemptId,
    leaseToken,
    providerMessageId: attempt?.providerMessageId,
    sentFrom: attempt?.sentFrom,
    error: error ?? undefined,
    clearError: error === null,
    dueInSeconds: move.dueInSeconds,
    pacedSeconds: move.pacedSeconds,
    countRetry: move.countRetry,
    resetRetries: move.resetRetries,
    uncounted: move.uncounted,
    refusals: move.refusals,
    outcome: attempt?.outcome,
    httpStatus: attempt?.httpStatus,
    code: attempt?.code,
    message: attempt?.message,
    latencyMs: attempt?.latencyMs,
    event: event.type,
    reason: event.reason,
    detail: event.detail,
  };
}
