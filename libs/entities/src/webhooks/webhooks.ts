/** Explained in docs/decisions/0015-outgoing-webhooks.md. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database.js';
import { Message } from '../tables/message.entity.js';
import { RECORD_ENDS } from './record-ends-statement.js';

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
export interface WebhookResult {
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
  name: 'claim_webhooks',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(id uuid, "leaseToken" uuid)
       ORDER BY id
    ),
    -- Each row is reached by its id, one after the other in the order of the ids, whatever the statistics say: a lateral look
    -- can be neither hashed nor merged, and its condition is a CASE, which no other index can serve.
    free AS MATERIALIZED (
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
    ends: WebhookResult[],
    policy: PausePolicy,
  ): Promise<{ recorded: Set<string>; paused: PausedEndpoint[] }> {
    const rows = await this.database.run<{ id: string; reason: string | null }>(RECORD_ENDS, [
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
