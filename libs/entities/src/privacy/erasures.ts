/** Explained in docs/decisions/0022-erased-stays-erased.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { erasedHash } from './erased-events.js';
import { readersOf } from './table-readers.js';

/** `busy`: one of its messages is being sent. */
export type ErasureBegin = 'begun' | 'unknown' | 'busy';

/** So many messages are removed at once: nobody waits long for what is locked meanwhile. */
const CHUNK = 1_000;

const HOLD = {
  name: 'erasure_hold',
  text: `
    SELECT participant_low AS low, participant_high AS high,
           EXISTS (SELECT 1 FROM messages m WHERE m.status = 'sending' AND m.conversation_id = c.id) AS busy
      FROM conversations c WHERE id = $1 FOR UPDATE`,
};

const IS_BEGUN = { name: 'erasure_begun', text: 'SELECT 1 FROM erasures WHERE conversation_id = $1' };

const BEGIN = {
  name: 'erasure_begin',
  text: `
    WITH erasure AS (INSERT INTO erasures (conversation_id) VALUES ($1)),
         choices AS (DELETE FROM sender_choices WHERE recipient = ANY ($2::text[]) AND 'pool:' || pool = ANY ($2::text[])),
         search_text AS (DELETE FROM conversation_search WHERE conversation_id = $1),
         -- A suppression stays, and so does what is still to be told of it.
         webhooks AS (DELETE FROM callbacks WHERE message_id IS NULL AND snapshot->>'address' = ANY ($2::text[])
                                              AND status <> 'pending')
    DELETE FROM conversations WHERE id = $1`,
};

/** What was asked for at its time stays a fact; whom it named is not in it any more. */
const FORGET_ASKED = {
  name: 'erasure_bulk_actions',
  text: `
    UPDATE bulk_actions SET filter = filter - ARRAY['from', 'to', 'search']
     WHERE status = 'done' AND EXISTS (
       SELECT 1 FROM unnest(ARRAY[filter->>'from', filter->>'to', filter->>'search']) AS asked
         JOIN unnest($1::text[]) AS address ON strpos(lower(asked), address) > 0)`,
};

const OPEN = {
  name: 'erasures_open',
  text: `SELECT conversation_id AS id FROM erasures WHERE requested_at < now() - make_interval(secs => $1)`,
};

const MESSAGES = {
  name: 'erasure_messages',
  text: `
    (SELECT message_id AS id FROM message_index_tail WHERE conversation_id = $1 LIMIT ${CHUNK})
     UNION ALL
    (SELECT message_id FROM message_index WHERE conversation_id = $1 ORDER BY message_id LIMIT ${CHUNK})
     LIMIT ${CHUNK}`,
};

/** CTEs for the ids under which providers know these messages, and for their events; not for events of others. */
const EVENTS_OF_MESSAGES = `
    provider_ids AS MATERIALIZED (
      SELECT provider, provider_message_id AS id FROM messages
       WHERE id = ANY ($1::uuid[]) AND provider_message_id IS NOT NULL
       UNION
      SELECT provider, provider_message_id FROM send_attempts
       WHERE message_id = ANY ($1::uuid[]) AND provider_message_id IS NOT NULL
    ), events AS MATERIALIZED (
      SELECT w.id FROM webhook_events w WHERE w.id = ANY ($1::uuid[])
       UNION
      SELECT w.id FROM provider_ids n JOIN webhook_events w ON w.provider_message_id = n.id AND w.provider = n.provider
       UNION
      SELECT w.id FROM webhook_events w
       WHERE w.message_id = ANY ($1::uuid[])
         AND NOT EXISTS (SELECT 1 FROM send_attempts a
                          WHERE a.provider_message_id = w.provider_message_id AND a.provider = w.provider
                            AND a.message_id <> ALL ($1::uuid[]))
    )`;

const MARK = {
  name: 'erasure_mark',
  text: `
    WITH ${EVENTS_OF_MESSAGES}, 
    hashes AS (
      -- Our own id too: it is in the address or among the arguments of callbacks whose provider id we never learned.
      SELECT ${erasedHash("'message'", "''", 'id::text')} AS hash FROM unnest($1::uuid[]) AS id
       UNION
      SELECT ${erasedHash("'provider'", 'provider', 'id')} FROM provider_ids
       UNION
      -- Of what brought a message or told of somebody's will the event itself: that must not count a second time.
      SELECT ${erasedHash("'event'", 'w.provider', 'w.event_id')} FROM webhook_events w
       WHERE w.id = ANY (ARRAY(SELECT id FROM events)) AND (w.inbound IS NOT NULL OR w.consent IS NOT NULL)
    )
    INSERT INTO erased (hash) SELECT hash FROM hashes ORDER BY hash ON CONFLICT DO NOTHING`,
};

const UNAPPLIED = {
  name: 'erasure_unapplied',
  text: `
    WITH ${EVENTS_OF_MESSAGES}
    SELECT id FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM events)) AND applied_at IS NULL ORDER BY id`,
};

const REMOVE_EVENTS = {
  name: 'erasure_remove_events',
  text: `
    WITH ${EVENTS_OF_MESSAGES},
    removed AS (DELETE FROM webhook_events WHERE id = ANY (ARRAY(SELECT id FROM events)) RETURNING id)
    SELECT count(*)::int AS count FROM removed`,
};

const REMOVE = {
  name: 'erasure_remove',
  text: `
    WITH
    -- A message that somebody has locked, or that is with a provider, is for the next time: nobody waits in a circle.
    free AS MATERIALIZED (
      SELECT id FROM messages WHERE id = ANY ($1::uuid[]) AND CASE status WHEN 'sending' THEN false ELSE true END
         FOR UPDATE SKIP LOCKED
    ),
    -- So is one whose provider has given it an id since its ids were marked.
    erasable AS MATERIALIZED (
      SELECT id FROM free f
       WHERE NOT EXISTS (
         SELECT 1 FROM send_attempts a
          WHERE a.message_id = f.id AND a.provider_message_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM erased e
                             WHERE e.hash = ${erasedHash("'provider'", 'a.provider', 'a.provider_message_id')}))
    ),
    -- And those that are no messages any more, and are only in the index.
    ids AS MATERIALIZED (
      SELECT id FROM erasable
       UNION ALL
      SELECT id FROM unnest($1::uuid[]) AS i(id) WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = i.id)
    ),
    events AS (DELETE FROM message_events WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    attempts AS (DELETE FROM send_attempts WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    prices AS (DELETE FROM message_prices WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    files AS (DELETE FROM attachments WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    contents AS (DELETE FROM attachment_contents WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    done_webhooks AS (DELETE FROM callbacks WHERE message_id = ANY (ARRAY(SELECT id FROM ids)) AND status <> 'pending'),
    due_webhooks AS (DELETE FROM callbacks WHERE message_id = ANY (ARRAY(SELECT id FROM ids)) AND status = 'pending'),
    indexed AS (
      DELETE FROM message_index WHERE message_id = ANY (ARRAY(SELECT id FROM ids)) RETURNING conversation_id, direction
    ),
    -- A conversation that stays has so many fewer.
    counted AS (
      UPDATE conversations c
         SET message_count = greatest(c.message_count - g.messages, 0), inbound_count = greatest(c.inbound_count - g.inbound, 0)
        FROM (SELECT conversation_id AS id, count(*) AS messages, count(*) FILTER (WHERE direction = 'inbound') AS inbound
                FROM indexed GROUP BY conversation_id) AS g
       WHERE c.id = g.id AND c.id = ANY (ARRAY(SELECT conversation_id FROM indexed))
    ),
    tail AS (DELETE FROM message_index_tail WHERE message_id = ANY (ARRAY(SELECT id FROM ids))),
    removed AS (DELETE FROM messages WHERE id = ANY (ARRAY(SELECT id FROM erasable)))
    SELECT count(*)::int AS count FROM ids`,
};

const TAGS = {
  name: 'erasure_tags',
  text: `
    SELECT coalesce(array_agg(DISTINCT tag), '{}') AS tags FROM messages m CROSS JOIN LATERAL unnest(m.tags) AS t(tag)
     WHERE m.id = ANY ($1::uuid[])`,
};

/** Who counts events holds this row meanwhile: what he has read before the messages were removed is counted by then. */
const HOLD_COUNTERS = { name: 'erasure_hold_counters', text: 'SELECT 1 FROM statistics_progress FOR UPDATE' };

const FORGET_TAGS = {
  name: 'erasure_forget_tags',
  text: `
    WITH gone AS (
      SELECT tag FROM unnest($1::text[]) AS t(tag)
       WHERE NOT EXISTS (SELECT 1 FROM message_index i WHERE i.tags @> ARRAY[t.tag] AND i.tags <> '{}')
         AND NOT EXISTS (SELECT 1 FROM message_index_tail i WHERE i.tags @> ARRAY[t.tag])
    ), costs AS (
      DELETE FROM statistics_costs WHERE facet = 'tag' AND tag = ANY (ARRAY(SELECT tag FROM gone))
    )
    DELETE FROM statistics_counters
     WHERE facet IN ('tag', 'tag_code') AND tag = ANY (ARRAY(SELECT tag FROM gone))`,
};

const END = { name: 'erasure_end', text: 'DELETE FROM erasures WHERE conversation_id = $1' };

/** Takes conversations and all that is known of them out of the database, in steps that can be taken again. */
@Injectable()
export class Erasures {
  constructor(private readonly database: Database) {}

  /**
   * The conversation is gone, and no message joins it any more; its messages are still to be removed. When one of them
   * is being sent nothing happens, unless it is to begin `evenBusy`: then that message follows when it has come to its
   * end. `begun` too for one whose erasure has begun before and is not at its end.
   */
  async begin(id: string, { evenBusy }: { evenBusy: boolean } = { evenBusy: false }): Promise<ErasureBegin> {
    return this.database.transaction(async (on) => {
      const [held] = await this.database.run<{ low: string; high: string; busy: boolean }>(HOLD, [id], on);
      if (!held) return (await this.database.run(IS_BEGUN, [id], on)).length > 0 ? 'begun' : 'unknown';
      if (held.busy && !evenBusy) return 'busy';
      await this.database.run(BEGIN, [id, [held.low, held.high]], on);
      await this.database.run(FORGET_ASKED, [[held.low, held.high]], on);
      return 'begun';
    });
  }

  /** Conversations whose erasure began longer ago than that and is not at its end. */
  async unfinished(forSeconds: number): Promise<string[]> {
    return (await this.database.run<{ id: string }>(OPEN, [forSeconds])).map(({ id }) => id);
  }

  /** Some of the messages that are still there. */
  async messages(id: string): Promise<string[]> {
    return (await this.database.run<{ id: string }>(MESSAGES, [id])).map((row) => row.id);
  }

  /** From the end of the transactions in `readers` on, no event of these messages is stored or brings anything back. */
  async mark(messageIds: string[]): Promise<void> {
    await this.database.run(MARK, [messageIds]);
  }

  /** Who may not have seen what was marked. */
  readers(): Promise<Set<string>> {
    return readersOf(this.database, 'erased');
  }

  /** What was told of these messages and has no effect yet. */
  async unapplied(messageIds: string[]): Promise<string[]> {
    return (await this.database.run<{ id: string }>(UNAPPLIED, [messageIds])).map(({ id }) => id);
  }

  /**
   * Removes messages that are marked, all that was told of them, and the counters of tags that no other message has. Answers
   * how many messages and events that were; the other messages are in use just now.
   */
  async remove(messageIds: string[]): Promise<{ messages: number; events: number }> {
    // Whoever applies events locks them, and then their messages: never the other way round.
    const [removed] = await this.database.run<{ count: number }>(REMOVE_EVENTS, [messageIds]);
    const messages = await this.database.transaction(async (on) => {
      const [named] = await this.database.run<{ tags: string[] }>(TAGS, [messageIds], on);
      const [row] = await this.database.run<{ count: number }>(REMOVE, [messageIds], on);
      if (named && named.tags.length > 0) {
        await this.database.run(HOLD_COUNTERS, [], on);
        await this.database.run(FORGET_TAGS, [named.tags], on);
      }
      return row?.count ?? 0;
    });
    return { messages, events: removed?.count ?? 0 };
  }

  /** Nothing of it is left. */
  async end(id: string): Promise<void> {
    await this.database.run(END, [id]);
  }
}
