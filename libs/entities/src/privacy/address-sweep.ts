/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { type AddressPattern, isNamed } from './address-pattern.js';
import { erasedHash } from './erased-events.js';

/** So many rows are looked at in one step. */
const PAGE = 2_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** A step of a walk through a table. */
export interface SweepPage {
  /** Rows that name the address. */
  hits: string[];
  /** From where to go on; null: that was all. */
  next: string | null;
}

const page = (name: string, table: string, text: string) => ({
  name,
  text: `
    WITH page AS MATERIALIZED (SELECT * FROM ${table} t WHERE t.id > $1 ORDER BY t.id LIMIT ${PAGE})
    SELECT coalesce(array_agg(id) FILTER (WHERE ${isNamed(text, '$2', '$3')}), '{}') AS hits,
           CASE WHEN count(*) = ${PAGE} THEN (SELECT id FROM page ORDER BY id DESC LIMIT 1) END AS next
      FROM page t`,
});

const PAGES = {
  events: page('sweep_provider_events', 'webhook_events', 't::text'),
  webhooks: page('sweep_webhooks', 'callbacks', 't::text'),
  copies: page('sweep_copies', 'messages', 't.options::text'),
};
export type SweptTable = keyof typeof PAGES;

/** An event of nobody's message is known by that message too: there may be more to come of it. */
const MARK_EVENTS = {
  name: 'sweep_mark_events',
  text: `
    WITH found AS MATERIALIZED (SELECT * FROM webhook_events WHERE id = ANY ($1::uuid[])),
    hashes AS (
      SELECT ${erasedHash("'event'", 'provider', 'event_id')} AS hash FROM found
       UNION
      SELECT ${erasedHash("'provider'", 'provider', 'provider_message_id')} FROM found f
       WHERE provider_message_id IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM send_attempts a
                          WHERE a.provider_message_id = f.provider_message_id AND a.provider = f.provider)
         AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = f.message_id)
    )
    INSERT INTO erased (hash) SELECT hash FROM hashes WHERE hash IS NOT NULL ORDER BY hash ON CONFLICT DO NOTHING`,
};

const UNAPPLIED = {
  name: 'sweep_unapplied_events',
  text: 'SELECT id FROM webhook_events WHERE id = ANY ($1::uuid[]) AND applied_at IS NULL ORDER BY id',
};

const REMOVE_EVENTS = {
  name: 'sweep_remove_events',
  text: 'DELETE FROM webhook_events WHERE id = ANY ($1::uuid[]) RETURNING id',
};

/** What is told of a message of others stays, without those who got copies. */
const REMOVE_WEBHOOKS = {
  name: 'sweep_remove_webhooks',
  text: `
    WITH kept AS (
      UPDATE callbacks c
         SET snapshot = c.snapshot #- '{options,cc}' #- '{options,bcc}' #- '{options,reply_to}'
       WHERE c.id = ANY ($1::uuid[]) AND EXISTS (SELECT 1 FROM messages m WHERE m.id = c.message_id)
      RETURNING id
    ), removed AS (
      DELETE FROM callbacks c
       WHERE c.id = ANY ($1::uuid[])
         AND NOT (c.message_id IS NOT NULL AND EXISTS (SELECT 1 FROM messages m WHERE m.id = c.message_id))
      RETURNING id
    )
    SELECT id FROM kept UNION ALL SELECT id FROM removed`,
};

/** Of the recipients of copies he alone goes; what the timeline says of him goes too. */
const REMOVE_COPIES = {
  name: 'sweep_remove_copies',
  text: `
    WITH lines AS (
      UPDATE message_events e
         SET reason = CASE WHEN ${isNamed('e.reason', '$2', '$3')} THEN NULL ELSE e.reason END,
             detail = CASE WHEN ${isNamed('e.detail::text', '$2', '$3')} THEN NULL ELSE e.detail END
       WHERE e.message_id = ANY ($1::uuid[])
         AND (${isNamed('e.reason', '$2', '$3')} OR ${isNamed('e.detail::text', '$2', '$3')})
    )
    UPDATE messages m
       SET options = (
             SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM (
               SELECT key, CASE jsonb_typeof(value) WHEN 'array' THEN (
                        SELECT coalesce(jsonb_agg(item), '[]') FROM jsonb_array_elements(value) AS item
                         WHERE (${isNamed("item #>> '{}'", '$2', '$3')}) IS NOT TRUE)
                      ELSE value END AS value
                 FROM jsonb_each(m.options)
                WHERE jsonb_typeof(value) = 'array' OR (${isNamed("value #>> '{}'", '$2', '$3')}) IS NOT TRUE) AS kept
              WHERE value <> '[]')
     WHERE m.id = ANY ($1::uuid[]) RETURNING m.id`,
};

/** Looks through whole tables, page by page, for what names an address although it is of no message of his. */
@Injectable()
export class AddressSweep {
  constructor(private readonly database: Database) {}

  /** The rows after `position` that name the address. */
  async page(
    table: SweptTable,
    position: string | null,
    { pattern, part }: AddressPattern,
  ): Promise<SweepPage> {
    const [row] = await this.database.run<SweepPage>(PAGES[table], [position ?? FIRST, pattern, part]);
    return row ?? { hits: [], next: null };
  }

  /** From now on (as of the end of the transactions that read `erased`) these events are not stored again. */
  async markEvents(ids: string[]): Promise<void> {
    await this.database.run(MARK_EVENTS, [ids]);
  }

  /** Those of these events that have no effect yet. */
  async unapplied(ids: string[]): Promise<string[]> {
    return (await this.database.run<{ id: string }>(UNAPPLIED, [ids])).map(({ id }) => id);
  }

  /** Removes what was found, and answers how much. Of a message to others only the address itself is removed. */
  async remove(table: SweptTable, ids: string[], { pattern, part }: AddressPattern): Promise<number> {
    if (table === 'copies') return (await this.database.run(REMOVE_COPIES, [ids, pattern, part])).length;
    const statement = table === 'events' ? REMOVE_EVENTS : REMOVE_WEBHOOKS;
    return (await this.database.run(statement, [ids])).length;
  }
}
