/** Explained in docs/decisions/0024-counters-behind-the-hot-path.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';
import { LATENCY_BOUNDS } from './latency-buckets.js';

/** What is counted of a message's life. */
export const COUNTED = ['accepted', 'sent', 'delivered', 'failed', 'canceled', 'received'] as const;
export type Counted = (typeof COUNTED)[number];

/** So many equal events in one minute. */
export interface Tally {
  /** The minute. */
  time: Date;
  event: Counted;
  type: string;
  provider: string;
  apiKeyId: string | null;
  tags: string[];
  /** Of `failed`; empty where it has none. */
  errorCode: string;
  /** Of `sent` and `delivered`: the bucket of the time since the message was to be sent. */
  bucket: number | null;
  /** Of `failed`. */
  sender: string | null;
  /** Of `failed`: the recipient's number, or the domain of its address. */
  destination: string | null;
  count: number;
}

/** A moment, and the newest event that was begun to be written before it. */
export interface Mark {
  id: string;
  at: Date;
}

const MARK = {
  name: 'statistics_mark',
  // The clock first: what was committed by then has an id by then. A sequence that was never used shows its first value.
  text: `
    SELECT now() AS at, CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS id FROM message_events_id_seq`,
};

const WRITERS = {
  name: 'statistics_writers',
  text: `
    SELECT virtualtransaction AS writer FROM pg_locks
     WHERE relation = 'message_events'::regclass AND mode = 'RowExclusiveLock' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};

const STEADY = {
  name: 'statistics_steady',
  // The tree of message_events begins with the message: read whole, it finds ids too, and looks cheap while it is young.
  text: "SELECT set_config('enable_indexscan', 'off', true)",
};

const TALLIES = {
  name: 'statistics_tallies',
  // Notes of what a provider told bear the id of that, and move nothing. An event whose message was erased is gone too.
  text: `
    WITH events AS MATERIALIZED (
      SELECT message_id, type, created_at, detail->>'code' AS code FROM message_events
       WHERE id > $1 AND id <= $2
         AND (type = 'accepted' OR type = status AND type IN ('sent', 'delivered', 'failed', 'canceled', 'received'))
         AND (detail IS NULL OR NOT detail ? 'webhook_id')
    )
    SELECT date_trunc('minute', e.created_at, 'UTC') AS time, e.type AS event, m.type, m.provider,
           m.api_key_id AS "apiKeyId", m.tags,
           CASE e.type WHEN 'failed' THEN
             left(coalesce(e.code, CASE m.status WHEN 'failed' THEN m.error->>'code' END, ''), 64) ELSE '' END AS "errorCode",
           CASE WHEN e.type IN ('sent', 'delivered') THEN
             width_bucket(1000 * date_part('epoch', e.created_at - coalesce(m.scheduled_at, m.created_at)), $3::float8[])
           END AS bucket,
           CASE e.type WHEN 'failed' THEN left(participant(m.from_address), 320) END AS sender,
           CASE e.type WHEN 'failed' THEN CASE m.type
             WHEN 'email' THEN left(split_part(participant(m.to_address), '@', 2), 253) ELSE m.to_address END
           END AS destination,
           count(*)::int AS count
      FROM events e
     CROSS JOIN LATERAL (
       SELECT type, provider, api_key_id, tags, status, error, scheduled_at, created_at, from_address, to_address
         FROM messages WHERE id = e.message_id OFFSET 0) AS m
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`,
};

const SUMMARISE = {
  name: 'statistics_summarise',
  text: "SELECT brin_summarize_new_values('message_events_order')",
};

/** Less than a second: who waits longer for a table's lock has its autovacuum canceled. */
const PATIENCE = { name: 'statistics_patience', text: "SELECT set_config('lock_timeout', '100ms', true)" };

/** The events of messages as they are counted. */
@Injectable()
export class StatisticsEvents {
  constructor(private readonly database: Database) {}

  /** No event that is begun from now on has an id up to that of the mark. */
  async mark(): Promise<Mark> {
    const [row] = await this.database.run<Mark>(MARK, []);
    return row as Mark;
  }

  /**
   * The transactions that may have written an event and are not at their end. Once none is left of those that were there
   * after a mark, every event up to the mark can be seen or never will be: a statement locks its table before it
   * takes an id, and its lock goes after its rows can be seen.
   */
  async writers(): Promise<Set<string>> {
    const rows = await this.database.run<{ writer: string }>(WRITERS, []);
    return new Set(rows.map(({ writer }) => writer));
  }

  /** What is counted of the events after the first id and up to the second, in the transaction of `on`. */
  async tallies(after: string, upTo: string, on: Connection): Promise<Tally[]> {
    await this.database.run(STEADY, [], on);
    return this.database.run<Tally>(TALLIES, [after, upTo, LATENCY_BOUNDS], on);
  }

  /** Has the index know new pages: until then each reader goes through them. Fails while the table is vacuumed. */
  async summarise(): Promise<void> {
    await this.database.transaction(async (on) => {
      await this.database.run(PATIENCE, [], on);
      await this.database.run(SUMMARISE, [], on);
    });
  }
}
