/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import type { KeyBudget } from '../access/key-guard.js';
import { Database } from '../database.js';
import { webhooksToEndpoints } from '../webhooks/webhook-outbox.js';

/** A living key with a budget, and what it came to since its day or month began; some seconds old. */
export interface BudgetState {
  apiKeyId: string;
  name: string;
  budget: KeyBudget;
  /** The first day, `2026-01-01`. */
  periodBegins: string;
  /** Of what was accepted. */
  segments: number;
  /** Those of which the price is known, in whatever currency. */
  pricedSegments: number;
  /** Those of which it is known in the currency of the budget, and what they cost. */
  countedSegments: number;
  cost: number;
}

/** What is told of a budget, once in its day or month. */
export interface BudgetNotice {
  apiKeyId: string;
  notice: 'warned' | 'used_up';
  period: string;
  periodBegins: string;
  /** What receivers of webhooks get. */
  data: object;
}

const STATES = {
  name: 'budget_states',
  text: `
    SELECT k.id AS "apiKeyId", k.name, k.guard->'budget' AS budget, p.begins::text AS "periodBegins",
           coalesce(sum(s.segments) FILTER (WHERE s.currency = ''), 0)::float8 AS segments,
           coalesce(sum(s.priced_segments), 0)::float8 AS "pricedSegments",
           coalesce(sum(s.priced_segments) FILTER (WHERE s.currency = k.guard->'budget'->>'currency'), 0)::float8
             AS "countedSegments",
           coalesce(sum(s.cost) FILTER (WHERE s.currency = k.guard->'budget'->>'currency'), 0)::float8 AS cost
      FROM api_keys k
     CROSS JOIN LATERAL (
       SELECT (date_trunc(k.guard->'budget'->>'period', now() AT TIME ZONE 'UTC'))::date AS begins) AS p
      LEFT JOIN key_spending s ON s.api_key_id = k.id AND s.day >= p.begins
     WHERE k.revoked_at IS NULL AND jsonb_typeof(k.guard->'budget') = 'object'
     GROUP BY k.id, k.name, p.begins ORDER BY k.id LIMIT 10000`,
};

const TELL = {
  name: 'tell_of_budgets',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json)
          AS x("apiKeyId" uuid, notice text, period text, "periodBegins" date, data jsonb)
    ), told AS (
      INSERT INTO budget_notices (api_key_id, notice, period, period_begins)
      SELECT "apiKeyId", notice, period, "periodBegins" FROM input ORDER BY "apiKeyId", notice
          ON CONFLICT DO NOTHING
      RETURNING api_key_id, notice, period, period_begins
    ), fresh AS (
      SELECT i.notice, i.data FROM told t
        JOIN input i ON i."apiKeyId" = t.api_key_id AND i.notice = t.notice AND i.period = t.period
                    AND i."periodBegins" = t.period_begins
    ), outbox AS (${webhooksToEndpoints({ from: 'fresh', type: "('budget.' || c.notice)", snapshot: 'c.data' })}
    )
    SELECT api_key_id AS "apiKeyId", notice FROM told`,
};

/** What keys spend, and what was told of it. */
@Injectable()
export class KeySpending {
  constructor(private readonly database: Database) {}

  /** Of all living keys with a budget. */
  budgets(): Promise<BudgetState[]> {
    return this.database.run<BudgetState>(STATES, []);
  }

  /** Tells the webhooks of what was not told in this day or month, in the same statement; answers which these are. */
  async tell(notices: BudgetNotice[]): Promise<Pick<BudgetNotice, 'apiKeyId' | 'notice'>[]> {
    return notices.length === 0 ? [] : this.database.run(TELL, [JSON.stringify(notices)]);
  }
}
