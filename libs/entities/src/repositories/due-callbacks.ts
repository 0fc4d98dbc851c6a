import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** Callbacks of an endpoint that fails are few at a time: enough to notice that it is back. */
const SHARE_WHILE_FAILING = 2;
/** So many are set aside at once when their endpoint is paused or gone. */
const ASIDE = 500;
const MOST = 2_000;

const DUE = {
  name: 'due_callbacks',
  // From target to target through the index, so that a long row of one hides no other, and of each as many as its share
  // has room for. One looks at a time: the share counts what others queued. What waits for an earlier one of its message
  // is looked at again when that one's time comes; its end wakes it sooner. Rows of a paused endpoint are put where no
  // look finds them until it is resumed. Rows are reached one by one by their ids, by a condition that nothing else can
  // serve: statistics of a table that fills fast are always old.
  text: `
    WITH RECURSIVE targets AS (
      (SELECT target, endpoint_id FROM callbacks
        WHERE status = 'pending' AND queued_at IS NULL
          AND (SELECT pg_try_advisory_xact_lock(hashtext('sendstream due callbacks')))
        ORDER BY target LIMIT 1)
      UNION ALL
      SELECT n.target, n.endpoint_id FROM targets t CROSS JOIN LATERAL (
        SELECT c.target, c.endpoint_id FROM callbacks c
         WHERE c.status = 'pending' AND c.queued_at IS NULL AND c.target > t.target
         ORDER BY c.target LIMIT 1) AS n
    ), lanes AS MATERIALIZED (
      SELECT t.target,
             CASE WHEN t.endpoint_id IS NULL THEN 'queue' WHEN e.id IS NULL THEN 'end'
                  WHEN e.status = 'paused' THEN 'park' ELSE 'queue' END AS fate,
             CASE WHEN e.failing_since IS NULL THEN $1::int ELSE least($1::int, ${SHARE_WHILE_FAILING}) END AS share
        FROM targets t LEFT JOIN webhook_endpoints e ON e.id = t.endpoint_id
    ), candidates AS MATERIALIZED (
      SELECT d.id, l.fate FROM lanes l
       CROSS JOIN LATERAL (
         SELECT count(*) AS taken FROM (
           SELECT 1 FROM callbacks q
            WHERE q.target = l.target AND q.status = 'pending' AND q.queued_at IS NOT NULL LIMIT $1) AS x) AS q
       CROSS JOIN LATERAL (
         SELECT c.id FROM callbacks c
          WHERE c.target = l.target AND c.status = 'pending' AND c.queued_at IS NULL AND c.due_at <= now()
          ORDER BY c.due_at
          LIMIT CASE WHEN l.fate = 'queue' THEN greatest(l.share - q.taken, 0) ELSE ${ASIDE} END) AS d
       LIMIT ${MOST}
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

/** Finds callbacks whose time has come. Each answer is also a mark on the rows, so that nobody else takes the same one. */
@Injectable()
export class DueCallbacks {
  constructor(private readonly database: Database) {}

  /**
   * Callbacks to put in the queue now, in the order of their events, of each target so many that `share` of it are
   * queued or in hand. `more`: some were set aside, and another look may find others.
   */
  async due(share: number): Promise<{ ids: string[]; more: boolean }> {
    const rows = await this.database.transaction(async (connection) => {
      await this.database.run(BY_ORDER, [], connection);
      return this.database.run<{ id: string; queued: boolean }>(DUE, [share], connection);
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

  /** Removes what has been done for so many days; answers how many. */
  async clean(days: number, limit: number): Promise<number> {
    return (await this.database.run(CLEAN, [days, limit])).length;
  }
}
