import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database.js';
import { Message } from '../tables/message.entity.js';

/** One wish to make the call of a callback. */
export interface WebhookClaimRequest {
  id: string;
  leaseToken: string;
}

/** A callback that is ours to make until its lease ends. */
export interface WebhookClaim {
  id: string;
  leaseToken: string;
  /** Null: it goes to the message's own callback_url. */
  endpointId: string | null;
  /** Null when its endpoint was deleted. */
  url: string | null;
  /** The endpoint's secrets that are valid now, the newest first; empty for a callback_url. */
  secrets: string[];
  /** The endpoint takes no calls now. */
  paused: boolean;
  type: string;
  snapshot: Record<string, unknown>;
  /** This one included. */
  attemptCount: number;
  createdAt: Date;
}

/** What became of a call. */
export interface WebhookEnd {
  id: string;
  leaseToken: string;
  /** `pending`: once more, `dueInSeconds` from now. */
  status: 'pending' | 'delivered' | 'dead';
  dueInSeconds?: number;
  httpStatus?: number | null;
  error?: string | null;
  latencyMs?: number | null;
  /** How it speaks of the endpoint; null: not at all, for it was not called. */
  verdict: 'works' | 'fails' | 'gone' | null;
  /** Whether the call came to its end soon, be it a good one or not. */
  prompt?: boolean;
  /** It was not called; the attempt does not count. */
  notCalled?: boolean;
}

/** When an endpoint that only fails is paused. */
export interface PausePolicy {
  afterSeconds: number;
  afterFailures: number;
}

export interface PausedEndpoint {
  id: string;
  reason: string;
}

const CLAIM = {
  name: 'claim_callbacks',
  // Each row is reached by its id, one after the other in the order of the ids, whatever the statistics say: a lateral look
  // can be neither hashed nor merged, and its condition is a CASE, which no other index can serve. For the same reason the
  // next of a message is asked for by a target that is no bare column: a message has few, a target has very many.
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(id uuid, "leaseToken" uuid)
       ORDER BY id
    ), free AS MATERIALIZED (
      SELECT i."leaseToken", c.* FROM input i CROSS JOIN LATERAL (
        SELECT c.id, c.lease_token IS NOT DISTINCT FROM i."leaseToken" AS again FROM callbacks c
         WHERE c.id = ANY (ARRAY[i.id])
           AND CASE WHEN c.status <> 'pending' OR c.queued_at IS NULL THEN false
                    WHEN c.lease_token IS NULL OR c.lease_token = i."leaseToken" THEN true
                    ELSE c.lease_expires_at <= now() END
           FOR UPDATE) AS c
    ), claimed AS (
      UPDATE callbacks c
         SET lease_token = f."leaseToken", lease_expires_at = clock_timestamp() + make_interval(secs => $2),
             attempt_count = c.attempt_count + CASE WHEN f.again THEN 0 ELSE 1 END, last_attempt_at = now()
        FROM free f WHERE c.id = ANY (ARRAY[f.id])
      RETURNING c.*
    )
    SELECT c.id, c.lease_token AS "leaseToken", c.endpoint_id AS "endpointId", coalesce(c.callback_url, e.url) AS url,
           CASE WHEN e.id IS NULL THEN '{}' WHEN e.previous_secret_until > now()
                THEN ARRAY[e.secret, e.previous_secret] ELSE ARRAY[e.secret] END AS secrets,
           coalesce(e.status = 'paused', false) AS paused, c.type, c.snapshot, c.attempt_count AS "attemptCount",
           c.created_at AS "createdAt"
      FROM claimed c
      LEFT JOIN LATERAL (SELECT * FROM webhook_endpoints e WHERE e.id = c.endpoint_id) AS e ON true`,
};

const RECORD = {
  name: 'record_callbacks',
  // The end of one wakes the next of its message. An endpoint's row is touched only while it fails, and what is known of
  // a lane only when that changes or is old: one that works is no lock between its callbacks.
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(
        id uuid, "leaseToken" uuid, status text, "dueInSeconds" float8, "httpStatus" int, error text,
        "latencyMs" int, verdict text, prompt boolean, "notCalled" boolean)
       ORDER BY id
    ), ours AS MATERIALIZED (
      SELECT i.* FROM input i CROSS JOIN LATERAL (
        SELECT 1 FROM callbacks c
         WHERE c.id = ANY (ARRAY[i.id])
           AND CASE WHEN c.lease_token = i."leaseToken" AND c.status = 'pending' THEN true ELSE false END
           FOR UPDATE) AS c
    ), done AS (
      UPDATE callbacks c
         SET status = o.status, queued_at = NULL, lease_token = NULL, lease_expires_at = NULL,
             due_at = CASE WHEN o.status = 'pending' THEN now() + make_interval(secs => o."dueInSeconds") END,
             attempt_count = c.attempt_count - CASE WHEN o."notCalled" THEN 1 ELSE 0 END,
             http_status = CASE WHEN o."notCalled" THEN c.http_status ELSE o."httpStatus" END,
             error = CASE WHEN o."notCalled" THEN c.error ELSE o.error END,
             latency_ms = CASE WHEN o."notCalled" THEN c.latency_ms ELSE o."latencyMs" END,
             delivered_at = CASE WHEN o.status = 'delivered' THEN now() END
        FROM ours o WHERE c.id = ANY (ARRAY[o.id])
      RETURNING c.id, c.status, c.message_id, c.target, c.sequence, c.endpoint_id, o.verdict, o.prompt
    ), next AS MATERIALIZED (
      SELECT n.id FROM done d CROSS JOIN LATERAL (
        SELECT x.id FROM callbacks x
         WHERE x.message_id = d.message_id AND x.target || '' = d.target AND x.status = 'pending'
           AND x.sequence > d.sequence
         ORDER BY x.sequence LIMIT 1) AS n
       WHERE d.status <> 'pending' ORDER BY n.id
    ), woken AS (
      UPDATE callbacks c SET due_at = now() FROM next n
       WHERE c.id = ANY (ARRAY[n.id])
         AND CASE WHEN c.queued_at IS NULL AND c.status = 'pending' THEN true ELSE false END
    ), told AS MATERIALIZED (
      SELECT endpoint_id, bool_or(verdict = 'works') AS works, bool_or(verdict = 'gone') AS gone,
             count(*) FILTER (WHERE verdict <> 'works') AS failures
        FROM done WHERE endpoint_id IS NOT NULL AND verdict IS NOT NULL GROUP BY endpoint_id
    ), concerned AS MATERIALIZED (
      SELECT e.id, t.works, t.failures,
             CASE WHEN e.status <> 'active' THEN NULL
                  WHEN t.gone THEN 'it answered 410 Gone'
                  WHEN NOT t.works AND e.failure_count + t.failures >= $3
                   AND e.failing_since <= now() - make_interval(secs => $2)
                  THEN 'it failed ' || (e.failure_count + t.failures) || ' times without one success since '
                    || to_char(e.failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS pause
        FROM told t JOIN webhook_endpoints e ON e.id = t.endpoint_id
       WHERE NOT t.works OR t.gone OR e.failing_since IS NOT NULL
       ORDER BY e.id FOR UPDATE OF e
    ), judged AS (
      UPDATE webhook_endpoints e
         SET failing_since = CASE WHEN c.works THEN NULL ELSE coalesce(e.failing_since, now()) END,
             failure_count = CASE WHEN c.works THEN 0 ELSE e.failure_count + c.failures END,
             status = CASE WHEN c.pause IS NULL THEN e.status ELSE 'paused' END,
             paused_reason = coalesce(c.pause, e.paused_reason), updated_at = now()
        FROM concerned c WHERE e.id = c.id
      RETURNING e.id, c.pause
    ), lately AS MATERIALIZED (
      SELECT target, bool_and(coalesce(prompt, true)) AS prompt, bool_or(verdict = 'works') AS works
        FROM done WHERE verdict IS NOT NULL GROUP BY target
    ), standing AS (
      INSERT INTO callback_lanes AS l (target, prompt, since, works, worked_at, called_at)
      SELECT n.target, n.prompt, now(), n.works, CASE WHEN n.works THEN now() END, now()
        FROM lately n LEFT JOIN callback_lanes k ON k.target = n.target
       WHERE k.target IS NULL OR k.prompt <> n.prompt OR k.works <> n.works OR k.called_at < now() - interval '10 s'
       ORDER BY n.target
          ON CONFLICT (target) DO UPDATE
         SET prompt = excluded.prompt,
             since = CASE WHEN l.prompt = excluded.prompt THEN l.since ELSE excluded.since END,
             works = excluded.works, worked_at = coalesce(excluded.worked_at, l.worked_at),
             called_at = excluded.called_at
    )
    SELECT id, NULL AS reason FROM done
     UNION ALL
    SELECT id, pause FROM judged WHERE pause IS NOT NULL`,
};

/** Decides, by compare-and-set, who makes the call of a callback, and keeps what became of it. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Claims what is free among `requests` (each callback at most once per call) for `leaseSeconds`. What is not in the
   * answer was not free. The same requests may be made again when their answer was lost.
   */
  async claim(requests: WebhookClaimRequest[], leaseSeconds: number): Promise<Map<string, WebhookClaim>> {
    const rows = await this.database.run<WebhookClaim>(CLAIM, [JSON.stringify(requests), leaseSeconds]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Records the ends of calls whose lease is still theirs; answers which endpoints were paused by them. */
  async record(
    ends: WebhookEnd[],
    policy: PausePolicy,
  ): Promise<{ recorded: Set<string>; paused: PausedEndpoint[] }> {
    const rows = await this.database.run<{ id: string; reason: string | null }>(RECORD, [
      JSON.stringify(ends),
      policy.afterSeconds,
      policy.afterFailures,
    ]);
    const recorded = new Set(rows.flatMap(({ id, reason }) => (reason === null ? id : [])));
    const paused = rows.flatMap(({ id, reason }) => (reason === null ? [] : { id, reason }));
    return { recorded, paused };
  }

  /** The message that a snapshot holds: its row as JSON, by the names of its columns. */
  messageOf(snapshot: Record<string, unknown>): Message {
    const { columns } = this.dataSource.getMetadata(Message);
    const values = columns.map(({ propertyName, databaseName, type }) => {
      const value = snapshot[databaseName] ?? null;
      return [propertyName, type === 'timestamptz' && typeof value === 'string' ? new Date(value) : value];
    });
    return Object.fromEntries(values) as Message;
  }
}
