import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** Webhooks of a lane that fails are few at a time: enough to notice that it is back. */
const SHARE_WHILE_FAILING = 2;
/** So many are set aside at once when their endpoint is paused or gone. */
const ASIDE = 500;
const MOST = 2_000;

/** So many callbacks are queued or in hand at once, all processors together. */
export interface WebhookRoom {
  /** Of one lane. */
  lane: number;
  /** Of all callback_urls whose origins end their calls soon. */
  promptUrls: number;
  /** Of all lanes that nobody knows yet, or that keep their callers waiting. */
  doubtful: number;
}

/**
 * What a lane is by what is known of it (`k`, its row of callback_lanes): `endpoint` and `prompt` (a callback_url's
 * origin) end their calls soon, well or not, so they cost others nothing. Doubtful are those that nobody has called yet
 * (`new`), and those that do not answer in time: `slow` when they worked within the hour, else `dead`.
 */
const kindOf = (endpointId: string) => `
             CASE WHEN k.prompt IS FALSE
                  THEN CASE WHEN k.worked_at > now() - interval '1 hour' THEN 'slow' ELSE 'dead' END
                  WHEN ${endpointId} IS NOT NULL THEN 'endpoint' WHEN k.target IS NULL THEN 'new' ELSE 'prompt' END`;

/** A recursive query by the name `self`: each target once, by steps through an index that begins with it. */
const targetsWhere = (self: string, condition: string, first: string) => `${self} AS (
      (SELECT target, endpoint_id FROM callbacks WHERE ${condition} AND ${first} ORDER BY target LIMIT 1)
      UNION ALL
      SELECT n.target, n.endpoint_id FROM ${self} t CROSS JOIN LATERAL (
        SELECT c.target, c.endpoint_id FROM callbacks c WHERE ${condition} AND c.target > t.target
         ORDER BY c.target LIMIT 1) AS n`;

const DUE = {
  name: 'due_callbacks',
  // From target to target through the index, so that a long row of one hides no other, and of each as many as its share
  // has room for. One looks at a time: the shares count what others queued. Of prompt origins those come first that have
  // fewest in hand; then, by the toss of a coin, who has been prompt for longest or anybody. The room of the doubtful
  // fills evenly: each of their kinds gets the next place as long as it has fewest. Among the new the coin decides
  // between the oldest and the newest: behind a thousand that never answer, the one that will is told soon. The dead
  // take turns. What waits for an earlier one of its message is looked at again when that one's time comes; its end wakes
  // it sooner. Rows of a paused endpoint are put where no look finds them until it is resumed. Rows are reached one by
  // one by their ids, by a condition that nothing else can serve: statistics of a table that fills fast are always old.
  text: `
    WITH RECURSIVE ${targetsWhere(
      'targets',
      "status = 'pending' AND queued_at IS NULL",
      "(SELECT pg_try_advisory_xact_lock(hashtext('sendstream due callbacks')))",
    )}
    ), ${targetsWhere(
      'busy_targets',
      "status = 'pending' AND queued_at IS NOT NULL",
      'EXISTS (SELECT 1 FROM targets)',
    )}
    ), busy AS MATERIALIZED (
      SELECT ${kindOf('t.endpoint_id')} AS kind, sum(q.taken)::int AS taken
        FROM busy_targets t LEFT JOIN callback_lanes k ON k.target = t.target
       CROSS JOIN LATERAL (
         SELECT count(*) AS taken FROM callbacks q
          WHERE q.target = t.target AND q.status = 'pending' AND q.queued_at IS NOT NULL) AS q
       GROUP BY 1
    ), room AS MATERIALIZED (
      SELECT greatest($2 - coalesce(sum(taken) FILTER (WHERE kind = 'prompt'), 0), 0) AS prompt_urls,
             greatest($3 - coalesce(sum(taken) FILTER (WHERE kind IN ('new', 'slow', 'dead')), 0), 0) AS doubtful,
             random() < 0.5 AS coin
        FROM busy
    ), lanes AS MATERIALIZED (
      SELECT t.target, k.since, k.called_at, ${kindOf('t.endpoint_id')} AS kind,
             CASE WHEN t.endpoint_id IS NULL THEN 'queue' WHEN e.id IS NULL THEN 'end'
                  WHEN e.status = 'paused' THEN 'park' ELSE 'queue' END AS fate,
             CASE WHEN t.endpoint_id IS NULL AND k.target IS NULL THEN 1
                  WHEN coalesce(k.works, true) AND e.failing_since IS NULL THEN $1
                  ELSE least($1, ${SHARE_WHILE_FAILING}) END AS share
        FROM targets t
        LEFT JOIN webhook_endpoints e ON e.id = t.endpoint_id
        LEFT JOIN callback_lanes k ON k.target = t.target
    ), wanted AS MATERIALIZED (
      SELECT d.id, d.due_at, q.taken + d.place AS place, l.fate, l.since, l.called_at,
             CASE WHEN l.fate = 'queue' THEN l.kind ELSE 'endpoint' END AS kind
        FROM lanes l CROSS JOIN room r
       CROSS JOIN LATERAL (
         SELECT count(*) AS taken FROM (
           SELECT 1 FROM callbacks q
            WHERE q.target = l.target AND q.status = 'pending' AND q.queued_at IS NOT NULL LIMIT $1) AS x) AS q
       CROSS JOIN LATERAL (
         SELECT c.id, c.due_at, row_number() OVER (ORDER BY c.due_at) AS place FROM callbacks c
          WHERE c.target = l.target AND c.status = 'pending' AND c.queued_at IS NULL AND c.due_at <= now()
          ORDER BY c.due_at
          LIMIT CASE WHEN l.fate <> 'queue' THEN ${ASIDE}
                     WHEN l.kind = 'prompt' AND r.prompt_urls = 0 THEN 0
                     WHEN l.kind IN ('new', 'slow', 'dead') AND r.doubtful = 0 THEN 0
                     ELSE greatest(l.share - q.taken, 0) END) AS d
    ), candidates AS MATERIALIZED (
      (SELECT id, fate FROM wanted WHERE kind = 'endpoint' LIMIT ${MOST})
      UNION ALL
      (SELECT w.id, w.fate FROM wanted w CROSS JOIN room r WHERE w.kind = 'prompt'
        ORDER BY w.place, CASE WHEN r.coin THEN w.since END, random() LIMIT (SELECT prompt_urls FROM room))
      UNION ALL
      (SELECT w.id, w.fate FROM (
          SELECT w.*, coalesce((SELECT b.taken FROM busy b WHERE b.kind = w.kind), 0) + row_number() OVER (
                   PARTITION BY w.kind
                   ORDER BY w.place, CASE w.kind WHEN 'dead' THEN w.called_at END,
                            CASE WHEN w.kind = 'new' THEN extract(epoch FROM w.due_at) * CASE WHEN r.coin THEN -1 ELSE 1 END
                                 ELSE random() END) AS turn
            FROM wanted w CROSS JOIN room r WHERE w.kind IN ('new', 'slow', 'dead')) AS w
        ORDER BY w.turn, random() LIMIT (SELECT doubtful FROM room))
    ), locked AS MATERIALIZED (
      SELECT k.fate, c.* FROM candidates k
       CROSS JOIN LATERAL (
         SELECT c.id, c.message_id, c.target, c.sequence FROM callbacks c
          WHERE c.id = ANY (ARRAY[k.id])
            AND CASE WHEN c.status = 'pending' AND c.queued_at IS NULL THEN true ELSE false END
            FOR UPDATE SKIP LOCKED) AS c
    ), fates AS MATERIALIZED (
      SELECT l.id, CASE WHEN l.fate = 'queue' AND e.due_at IS NOT NULL THEN 'wait' ELSE l.fate END AS fate,
             CASE WHEN e.queued THEN now() + interval '2 s'
                  ELSE greatest(e.due_at, now()) + interval '1 s' END AS again
        FROM locked l
        LEFT JOIN LATERAL (
          SELECT e.due_at, e.queued_at IS NOT NULL AS queued FROM callbacks e
           WHERE e.message_id = l.message_id AND e.target || '' = l.target AND e.status = 'pending'
             AND e.sequence < l.sequence
           ORDER BY e.sequence LIMIT 1) AS e ON true
    ), marked AS (
      UPDATE callbacks c
         SET status = CASE WHEN f.fate = 'end' THEN 'dead' ELSE c.status END,
             error = CASE WHEN f.fate = 'end' THEN 'its endpoint was deleted' ELSE c.error END,
             queued_at = CASE WHEN f.fate = 'queue' THEN now() END,
             due_at = CASE f.fate WHEN 'park' THEN 'infinity' WHEN 'wait' THEN f.again ELSE c.due_at END
        FROM fates f WHERE c.id = ANY (ARRAY[f.id])
      RETURNING c.id, c.sequence, f.fate
    )
    SELECT id, fate = 'queue' AS queued FROM marked ORDER BY sequence`,
};

const BY_ORDER = {
  name: 'by_order',
  // The first row by an index, or all of them sorted: over the few rows of a young table the two cost the same, and the
  // plan is kept while it grows.
  text: `SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
};

const LOST = {
  name: 'lost_callbacks',
  text: `
    WITH lost AS MATERIALIZED (
      SELECT id FROM callbacks
       WHERE status = 'pending' AND queued_at IS NOT NULL AND queued_at < $1
         AND (lease_expires_at IS NULL OR lease_expires_at <= now())
       ORDER BY queued_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE callbacks c SET queued_at = now(), lease_token = NULL, lease_expires_at = NULL
      FROM lost l WHERE c.id = ANY (ARRAY[l.id])
    RETURNING c.id`,
};

const UNPARK = {
  name: 'unpark_callbacks',
  text: `
    WITH parked AS MATERIALIZED (
      SELECT p.id FROM webhook_endpoints e CROSS JOIN LATERAL (
        SELECT c.id FROM callbacks c
         WHERE c.target = e.id::text AND c.status = 'pending' AND c.queued_at IS NULL AND c.due_at = 'infinity'
         LIMIT ${ASIDE}) AS p
       WHERE e.status = 'active'
    ), locked AS MATERIALIZED (
      SELECT c.id FROM parked p CROSS JOIN LATERAL (
        SELECT c.id FROM callbacks c
         WHERE c.id = ANY (ARRAY[p.id]) AND CASE WHEN c.due_at = 'infinity' THEN true ELSE false END
           FOR UPDATE SKIP LOCKED) AS c
    )
    UPDATE callbacks c SET due_at = c.created_at FROM locked l WHERE c.id = ANY (ARRAY[l.id])
    RETURNING c.id`,
};

const CLEAN = {
  name: 'clean_callbacks',
  text: `
    WITH old AS MATERIALIZED (
      SELECT id FROM callbacks WHERE status <> 'pending' AND created_at < now() - make_interval(days => $1)
       ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    DELETE FROM callbacks c USING old o WHERE c.id = ANY (ARRAY[o.id]) RETURNING c.id`,
};

const FORGET = {
  name: 'forget_callback_lanes',
  text: `
    DELETE FROM callback_lanes WHERE target IN (
      SELECT target FROM callback_lanes WHERE called_at < now() - make_interval(days => $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED)`,
};

/** Finds callbacks whose time has come. Each answer is also a mark on the rows, so that nobody else takes the same one. */
@Injectable()
export class DueWebhookRows {
  constructor(private readonly database: Database) {}

  /**
   * Webhooks to put in the queue now, in the order of their events, as many as there is `room` for beside what is
   * queued or in hand. `more`: some were set aside, and another look may find others.
   */
  async due({ lane, promptUrls, doubtful }: WebhookRoom): Promise<{ ids: string[]; more: boolean }> {
    const rows = await this.database.transaction(async (connection) => {
      await this.database.run(BY_ORDER, [], connection);
      return this.database.run<{ id: string; queued: boolean }>(
        DUE,
        [lane, promptUrls, doubtful],
        connection,
      );
    });
    return { ids: rows.flatMap(({ id, queued }) => (queued ? id : [])), more: rows.length > 0 };
  }

  /** Those queued before `queuedBefore` that nobody has in hand; they count as queued now. */
  async lost(queuedBefore: Date, limit: number): Promise<string[]> {
    return (await this.database.run<{ id: string }>(LOST, [queuedBefore, limit])).map(({ id }) => id);
  }

  /** Lets callbacks of endpoints that were resumed be found again; answers how many. */
  async unpark(): Promise<number> {
    return (await this.database.run(UNPARK, [])).length;
  }

  /** Removes what has been done for so many days, and what is known of lanes not called since; answers how many. */
  async clean(days: number, limit: number): Promise<number> {
    await this.database.run(FORGET, [days, limit]);
    return (await this.database.run(CLEAN, [days, limit])).length;
  }
}
