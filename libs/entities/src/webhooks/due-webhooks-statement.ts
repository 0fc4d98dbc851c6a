/** Webhooks of a lane that fails are few at a time: enough to notice that it is back. */
const SHARE_WHILE_FAILING = 2;
/** So many are set aside at once when their endpoint is paused or gone. */
const SET_ASIDE_AT_ONCE = 500;
/** So many calls of endpoints are queued at once. */
const ENDPOINTS_AT_ONCE = 2_000;

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

/**
 * Marks what is to be queued now, and answers it with what was set aside. $1: the room of one lane, $2: of prompt origins, $3: of
 * doubtful lanes. Rows are reached one by one by their ids, by a condition that nothing else can serve: statistics of a table
 * that fills fast are always old.
 */
export const DUE = {
  name: 'due_webhooks',
  text: `
    WITH RECURSIVE
    -- From target to target through the index, so that a long row of one hides no other. One looks at a time: the shares
    -- count what others queued.
    ${targetsWhere(
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
    ),
    -- Of each lane as many as its share has room for.
    lanes AS MATERIALIZED (
      SELECT t.target, k.since, k.called_at, ${kindOf('t.endpoint_id')} AS kind,
             CASE WHEN t.endpoint_id IS NULL THEN 'queue' WHEN e.id IS NULL THEN 'end'
                  WHEN e.status = 'paused' THEN 'park' ELSE 'queue' END AS action,
             CASE WHEN t.endpoint_id IS NULL AND k.target IS NULL THEN 1
                  WHEN coalesce(k.works, true) AND e.failing_since IS NULL THEN $1
                  ELSE least($1, ${SHARE_WHILE_FAILING}) END AS share
        FROM targets t
        LEFT JOIN webhook_endpoints e ON e.id = t.endpoint_id
        LEFT JOIN callback_lanes k ON k.target = t.target
    ), wanted AS MATERIALIZED (
      SELECT d.id, d.due_at, q.taken + d.place AS place, l.action, l.since, l.called_at,
             CASE WHEN l.action = 'queue' THEN l.kind ELSE 'endpoint' END AS kind
        FROM lanes l CROSS JOIN room r
       CROSS JOIN LATERAL (
         SELECT count(*) AS taken FROM (
           SELECT 1 FROM callbacks q
            WHERE q.target = l.target AND q.status = 'pending' AND q.queued_at IS NOT NULL LIMIT $1) AS x) AS q
       CROSS JOIN LATERAL (
         SELECT c.id, c.due_at, row_number() OVER (ORDER BY c.due_at) AS place FROM callbacks c
          WHERE c.target = l.target AND c.status = 'pending' AND c.queued_at IS NULL AND c.due_at <= now()
          ORDER BY c.due_at
          LIMIT CASE WHEN l.action <> 'queue' THEN ${SET_ASIDE_AT_ONCE}
                     WHEN l.kind = 'prompt' AND r.prompt_urls = 0 THEN 0
                     WHEN l.kind IN ('new', 'slow', 'dead') AND r.doubtful = 0 THEN 0
                     ELSE greatest(l.share - q.taken, 0) END) AS d
    ), candidates AS MATERIALIZED (
      (SELECT id, action FROM wanted WHERE kind = 'endpoint' LIMIT ${ENDPOINTS_AT_ONCE})
      UNION ALL
      -- Of prompt origins those come first that have fewest in hand; then, by the toss of a coin, who has been prompt for
      -- longest or anybody.
      (SELECT w.id, w.action FROM wanted w CROSS JOIN room r WHERE w.kind = 'prompt'
        ORDER BY w.place, CASE WHEN r.coin THEN w.since END, random() LIMIT (SELECT prompt_urls FROM room))
      UNION ALL
      -- The room of the doubtful fills evenly: each of their kinds gets the next place as long as it has fewest. Among the new
      -- the coin decides between the oldest and the newest: behind a thousand that never answer, the one that will is told
      -- soon. The dead take turns.
      (SELECT w.id, w.action FROM (
          SELECT w.*, coalesce((SELECT b.taken FROM busy b WHERE b.kind = w.kind), 0) + row_number() OVER (
                   PARTITION BY w.kind
                   ORDER BY w.place, CASE w.kind WHEN 'dead' THEN w.called_at END,
                            CASE WHEN w.kind = 'new' THEN extract(epoch FROM w.due_at) * CASE WHEN r.coin THEN -1 ELSE 1 END
                                 ELSE random() END) AS turn
            FROM wanted w CROSS JOIN room r WHERE w.kind IN ('new', 'slow', 'dead')) AS w
        ORDER BY w.turn, random() LIMIT (SELECT doubtful FROM room))
    ), locked AS MATERIALIZED (
      SELECT k.action, c.* FROM candidates k
       CROSS JOIN LATERAL (
         SELECT c.id, c.message_id, c.target, c.sequence FROM callbacks c
          WHERE c.id = ANY (ARRAY[k.id])
            AND CASE WHEN c.status = 'pending' AND c.queued_at IS NULL THEN true ELSE false END
            FOR UPDATE SKIP LOCKED) AS c
    ),
    -- What waits for an earlier one of its message is looked at again when that one's time comes; its end wakes it sooner.
    decisions AS MATERIALIZED (
      SELECT l.id, CASE WHEN l.action = 'queue' AND e.due_at IS NOT NULL THEN 'wait' ELSE l.action END AS action,
             CASE WHEN e.queued THEN now() + interval '2 s'
                  ELSE greatest(e.due_at, now()) + interval '1 s' END AS look_again_at
        FROM locked l
        LEFT JOIN LATERAL (
          SELECT e.due_at, e.queued_at IS NOT NULL AS queued FROM callbacks e
           WHERE e.message_id = l.message_id AND e.target || '' = l.target AND e.status = 'pending'
             AND e.sequence < l.sequence
           ORDER BY e.sequence LIMIT 1) AS e ON true
    ),
    -- Rows of a paused endpoint are put where no look finds them until it is resumed.
    marked AS (
      UPDATE callbacks c
         SET status = CASE WHEN d.action = 'end' THEN 'dead' ELSE c.status END,
             error = CASE WHEN d.action = 'end' THEN 'its endpoint was deleted' ELSE c.error END,
             queued_at = CASE WHEN d.action = 'queue' THEN now() END,
             due_at = CASE d.action WHEN 'park' THEN 'infinity' WHEN 'wait' THEN d.look_again_at ELSE c.due_at END
        FROM decisions d WHERE c.id = ANY (ARRAY[d.id])
      RETURNING c.id, c.sequence, d.action
    )
    SELECT id, action = 'queue' AS queued FROM marked ORDER BY sequence`,
};
