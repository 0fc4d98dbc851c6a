const ENDPOINT = (number: number) => `'01900000-0000-7000-a000-00000000000${number}'::uuid`;

/** One that works, one that was paused because it failed, one that is told of those who want no more. */
export const SEED_ENDPOINTS = `
  INSERT INTO webhook_endpoints (id, url, events, description, secret, status, failing_since, failure_count, paused_reason, created_at, updated_at)
  VALUES
    (${ENDPOINT(1)}, 'https://hooks.riverside-clinic.example/sendstream', '{message.failed,message.received}', 'Front desk of the clinic',
     'whsec_' || encode(sha256(convert_to('seed 1', 'UTF8')), 'base64'), 'active', NULL, 0, NULL, pg_temp.until() - interval '29 days', pg_temp.until() - interval '26 h'),
    (${ENDPOINT(2)}, 'https://shop.corner-shop.example/api/messages', '{message.failed,message.delivered}', 'Order pages of the shop',
     'whsec_' || encode(sha256(convert_to('seed 2', 'UTF8')), 'base64'), 'paused', pg_temp.until() - interval '3 h', 120,
     'it failed 120 times without one success since ' || to_char((pg_temp.until() - interval '3 h') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
     pg_temp.until() - interval '28 days 20 h', pg_temp.until() - interval '110 min'),
    (${ENDPOINT(3)}, 'https://crm.harbor-bank.example/opt-outs', '{suppression.created}', 'Opt-outs for the CRM',
     'whsec_' || encode(sha256(convert_to('seed 3', 'UTF8')), 'base64'), 'active', NULL, 0, NULL, pg_temp.until() - interval '14 days', pg_temp.until() - interval '14 days')`;

/** What they were told of the newest messages ($1: of at most how many; calls are kept for some days): nearly all at once; of those that failed, some at the second call and a few never. */
export const SEED_CALLBACKS = `
  WITH recent AS (
    SELECT m.*, coalesce(delivered_at, failed_at, created_at) AS happened_at, row_number() OVER (ORDER BY m.id) AS n
      FROM (SELECT * FROM messages WHERE status IN ('delivered', 'failed', 'received') ORDER BY id DESC LIMIT $1) AS m
     WHERE created_at > pg_temp.until() - interval '2 days'
  ), told AS (
    SELECT e.id AS endpoint_id, r.id AS message_id, 'message.' || r.status AS type,
           to_jsonb(r) - '{lease_token,lease_expires_at,attempt_id,happened_at,n}'::text[] AS snapshot, happened_at, n,
           CASE WHEN e.status = 'paused' AND happened_at > e.updated_at THEN 'waits'
                WHEN e.status = 'paused' AND happened_at > e.failing_since THEN 'refused'
                WHEN pg_temp.chance(n, 81) < 0.015 THEN 'refused' WHEN pg_temp.chance(n, 81) < 0.04 THEN 'late' ELSE 'told' END AS fate
      FROM recent r JOIN webhook_endpoints e ON 'message.' || r.status = ANY (e.events) AND e.id IN (${ENDPOINT(1)}, ${ENDPOINT(2)})
  )
  INSERT INTO callbacks (id, endpoint_id, message_id, type, snapshot, status, attempt_count, due_at, http_status, error, latency_ms,
                         created_at, last_attempt_at, delivered_at)
  SELECT pg_temp.id_of(happened_at, n, 82 + right(endpoint_id::text, 1)::int), endpoint_id, message_id, type, snapshot,
         CASE fate WHEN 'waits' THEN 'pending' WHEN 'refused' THEN 'dead' ELSE 'delivered' END,
         CASE fate WHEN 'waits' THEN 0 WHEN 'refused' THEN 9 WHEN 'late' THEN 2 ELSE 1 END,
         CASE fate WHEN 'waits' THEN 'infinity'::timestamptz END,
         CASE fate WHEN 'waits' THEN NULL WHEN 'refused' THEN CASE WHEN n % 5 = 0 THEN NULL ELSE 502 END ELSE 200 END,
         CASE WHEN fate = 'refused' THEN CASE WHEN n % 5 = 0 THEN 'no answer within 10 s' ELSE 'HTTP 502' END END,
         CASE fate WHEN 'waits' THEN NULL WHEN 'refused' THEN 900 + n % 300 ELSE 30 + n % 170 END,
         happened_at, CASE WHEN fate <> 'waits' THEN t.called_at END, CASE WHEN fate IN ('told', 'late') THEN t.called_at END
    FROM told CROSS JOIN LATERAL (
      SELECT least(pg_temp.until(), happened_at + CASE fate WHEN 'late' THEN interval '11 s' WHEN 'refused' THEN interval '6 h' ELSE interval '0.3 s' END)
        AS called_at) AS t
   ORDER BY happened_at`;
