/** Records what became of calls. $1: WebhookEnds as JSON, $2, $3: after which seconds and failures an endpoint is paused. */
export const RECORD_ENDS = {
  name: 'record_webhook_ends',
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
    ),
    -- The end of one wakes the next of its message. That is asked for by a target that is no bare column, so that no plan
    -- begins there: a message has few callbacks, a target very many.
    next AS MATERIALIZED (
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
    ), endpoint_results AS MATERIALIZED (
      SELECT endpoint_id, bool_or(verdict = 'works') AS works, bool_or(verdict = 'gone') AS gone,
             count(*) FILTER (WHERE verdict <> 'works') AS failures
        FROM done WHERE endpoint_id IS NOT NULL AND verdict IS NOT NULL GROUP BY endpoint_id
    ),
    -- An endpoint's row is touched only while it fails: one that works is no lock between its callbacks.
    changing_endpoints AS MATERIALIZED (
      SELECT e.id, t.works, t.failures,
             CASE WHEN e.status <> 'active' THEN NULL
                  WHEN t.gone THEN 'it answered 410 Gone'
                  WHEN NOT t.works AND e.failure_count + t.failures >= $3
                   AND e.failing_since <= now() - make_interval(secs => $2)
                  THEN 'it failed ' || (e.failure_count + t.failures) || ' times without one success since '
                    || to_char(e.failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS pause
        FROM endpoint_results t JOIN webhook_endpoints e ON e.id = t.endpoint_id
       WHERE NOT t.works OR t.gone OR e.failing_since IS NOT NULL
       ORDER BY e.id FOR UPDATE OF e
    ), endpoints AS (
      UPDATE webhook_endpoints e
         SET failing_since = CASE WHEN c.works THEN NULL ELSE coalesce(e.failing_since, now()) END,
             failure_count = CASE WHEN c.works THEN 0 ELSE e.failure_count + c.failures END,
             status = CASE WHEN c.pause IS NULL THEN e.status ELSE 'paused' END,
             paused_reason = coalesce(c.pause, e.paused_reason), updated_at = now()
        FROM changing_endpoints c WHERE e.id = c.id
      RETURNING e.id, c.pause
    ), lane_results AS MATERIALIZED (
      SELECT target, bool_and(coalesce(prompt, true)) AS prompt, bool_or(verdict = 'works') AS works
        FROM done WHERE verdict IS NOT NULL GROUP BY target
    ),
    -- What is known of a lane is written only when that changes or is old, for the same reason.
    lanes AS (
      INSERT INTO callback_lanes AS l (target, prompt, since, works, worked_at, called_at)
      SELECT n.target, n.prompt, now(), n.works, CASE WHEN n.works THEN now() END, now()
        FROM lane_results n LEFT JOIN callback_lanes k ON k.target = n.target
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
    SELECT id, pause FROM endpoints WHERE pause IS NOT NULL`,
};
