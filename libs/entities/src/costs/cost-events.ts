/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

/** So many texts alike, accepted in one hour. */
export interface CostTally {
  /** The hour. */
  time: Date;
  type: string;
  provider: string;
  apiKeyId: string | null;
  tags: string[];
  /** One of their numbers, all of which are of one country. */
  number: string;
  messages: number;
  segments: number;
}

/** Of texts handed to a provider, in ten minutes. */
export interface SentWindow {
  provider: string;
  begins: Date;
}

const TALLIES = {
  name: 'cost_tallies',
  text: `
    WITH events AS MATERIALIZED (
      SELECT message_id FROM message_events WHERE id > $1 AND id <= $2 AND type = 'accepted'
    )
    SELECT date_trunc('hour', m.created_at, 'UTC') AS time, m.type, m.provider, m.api_key_id AS "apiKeyId", m.tags,
           min(m.to_address) AS number, count(*)::int AS messages, sum(m.segments)::int AS segments
      FROM events e
     CROSS JOIN LATERAL (
       SELECT type, provider, api_key_id, tags, to_address, segments, created_at
         FROM messages WHERE id = e.message_id OFFSET 0) AS m
     WHERE m.segments IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5, left(m.to_address, 8)`,
};

const SENT = {
  name: 'price_windows_sent',
  text: `
    INSERT INTO price_windows AS w (provider, begins, due_at)
    SELECT provider, begins, now() + make_interval(secs => $3)
      FROM unnest($1::text[], $2::timestamptz[]) AS s (provider, begins) ORDER BY provider, begins
        ON CONFLICT (provider, begins) DO UPDATE SET due_at = excluded.due_at, asked = 0`,
};

/** The events of messages as their costs are counted. */
@Injectable()
export class CostEvents {
  constructor(private readonly database: Database) {}

  /** Texts accepted by the events after the first id and up to the second, in the transaction of `on`. */
  tallies(after: string, upTo: string, on: Connection): Promise<CostTally[]> {
    return this.database.run<CostTally>(TALLIES, [after, upTo], on);
  }

  /** Their prices are asked for in so many seconds, and later again. */
  async sent(windows: SentWindow[], askAfterSeconds: number, on: Connection): Promise<void> {
    if (windows.length === 0) return;
    const values = [windows.map(({ provider }) => provider), windows.map(({ begins }) => begins)];
    await this.database.run(SENT, [...values, askAfterSeconds], on);
  }
}
