import { API_KEY_ID } from './plan-sql.js';

/** The keys of the senders and of those who work with them. Nobody holds them: their secrets were never made. */
export const SEED_API_KEYS = `
  INSERT INTO api_keys (id, name, key_hash, hint, scopes, rate_limit, mask, created_at, last_used_at, revoked_at)
  SELECT ${API_KEY_ID}, name, sha256(convert_to('no secret has this hash: ' || key, 'UTF8')), 'ssk_' || hint || '...', scopes::text[],
         rate_limit, mask, pg_temp.until() - made, pg_temp.until() - used, pg_temp.until() - revoked
    FROM (VALUES
      (1, 'clinic-backend', 'Qm3x', '{send,read}', NULL::int, false, interval '30 days 6 h', interval '20 s', NULL::interval),
      (2, 'bank-alerts', 'v81K', '{send}', 6000, false, interval '30 days 5 h', interval '8 s', NULL),
      (3, 'shop-backend', 'Zp0a', '{send,read}', 1200, false, interval '30 days 4 h', interval '45 s', NULL),
      (4, 'front-desk', 'h2Lw', '{read,send}', NULL, false, interval '28 days', interval '11 min', NULL),
      (5, 'monitoring', 'T9cE', '{send}', 60, false, interval '30 days 3 h', interval '4 min', NULL),
      (6, 'support', 'd5Rn', '{read}', NULL, true, interval '21 days', interval '2 h', NULL),
      (7, 'ops-anna', 'Xk7j', '{admin}', NULL, false, interval '30 days 7 h', interval '26 min', NULL),
      (8, 'ops-ben', 'B4tU', '{admin}', NULL, false, interval '30 days 2 h', interval '19 h', NULL),
      (9, 'old-newsletter-tool', 'n6Gs', '{send,manage}', NULL, false, interval '30 days 1 h', interval '6 days', interval '5 days 3 h')
    ) AS t (key, name, hint, scopes, rate_limit, mask, made, used, revoked)`;

const KEY = (key: number) => `'01900000-0000-7000-9000-00000000000${key}'`;

/** What the operators did in the last month. */
export const SEED_AUDIT_EVENTS = `
  INSERT INTO audit_events (id, created_at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after, request_id)
  SELECT pg_temp.id_of(pg_temp.until() - ago, row_number() OVER (ORDER BY ago), 71), pg_temp.until() - ago, kind,
         CASE who WHEN 'ops-anna' THEN ${KEY(7)} WHEN 'ops-ben' THEN ${KEY(8)} WHEN 'front-desk' THEN ${KEY(4)} END::uuid, who,
         CASE kind WHEN 'command' THEN NULL WHEN 'session' THEN '192.0.2.' || 10 + length(who) ELSE '198.51.100.7' END,
         action, object_kind, object_id, before::jsonb, after::jsonb, md5(action || ago)::uuid::text
    FROM (
      SELECT made AS ago, 'command' AS kind, 'root' AS who, 'api_key.create' AS action, 'api_key' AS object_kind, id::text AS object_id,
             NULL AS before, jsonb_build_object('name', name, 'scopes', scopes, 'rate_limit', rate_limit, 'mask', mask)::text AS after
        FROM (SELECT *, pg_temp.until() - created_at AS made FROM api_keys WHERE id::text LIKE '01900000-0000-7000-9000-%') AS k
       UNION ALL
      SELECT ago, kind, who, action, object_kind, object_id, before, after FROM (VALUES
        (interval '29 days', 'session', 'ops-anna', 'webhook_endpoint.create', 'webhook_endpoint', '01900000-0000-7000-a000-000000000001', NULL,
         '{"url":"https://hooks.riverside-clinic.example/sendstream","events":["message.failed","message.received"],"status":"active"}'),
        (interval '28 days 20 h', 'session', 'ops-anna', 'webhook_endpoint.create', 'webhook_endpoint', '01900000-0000-7000-a000-000000000002', NULL,
         '{"url":"https://shop.corner-shop.example/api/messages","events":["message.delivered","message.failed"],"status":"active"}'),
        (interval '22 days 4 h', 'session', 'ops-ben', 'session.create', 'session', NULL, NULL, NULL),
        (interval '22 days 3 h', 'session', 'ops-ben', 'queue.pause', 'queue', 'message_queue:email', '{"state":"running","paused_by":null}', '{"state":"paused by ops-ben","paused_by":"ops-ben"}'),
        (interval '22 days 150 min', 'session', 'ops-ben', 'queue.resume', 'queue', 'message_queue:email', '{"state":"paused by ops-ben"}', '{"state":"running"}'),
        (interval '17 days', 'session', 'ops-anna', 'api_key.change', 'api_key', ${KEY(2)}, '{"rate_limit":3000}', '{"rate_limit":6000}'),
        (interval '12 days 5 h', 'session', 'front-desk', 'suppression.create', 'suppression', NULL, NULL, '{"channel":"sms","reason":"manual"}'),
        (interval '7 days 1 h', 'session', 'ops-anna', 'session.create', 'session', NULL, NULL, NULL),
        (interval '7 days', 'session', 'ops-anna', 'bulk_action.create', 'bulk_action', '01900000-0000-7000-b000-000000000001', NULL,
         '{"action":"retry","filter":{"status":["failed"],"error_code":"30008","tag":"weekend-sale"},"status":"running"}'),
        (interval '5 days 190 min', 'session', 'ops-ben', 'session.create', 'session', NULL, NULL, NULL),
        (interval '5 days 3 h', 'session', 'ops-ben', 'api_key.revoke', 'api_key', ${KEY(9)},
         '{"name":"old-newsletter-tool","scopes":["send","manage"],"rate_limit":null,"mask":false}', NULL),
        (interval '3 days 2 h', 'session', 'ops-ben', 'bulk_action.create', 'bulk_action', '01900000-0000-7000-b000-000000000002', NULL,
         '{"action":"cancel","filter":{"tag":"spring-sale","status":["scheduled"]},"status":"running"}'),
        (interval '3 days 119 min', 'session', 'ops-ben', 'bulk_action.stop', 'bulk_action', '01900000-0000-7000-b000-000000000002', '{"status":"running"}', '{"status":"stopped"}'),
        (interval '26 h', 'api_key', 'ops-anna', 'webhook_endpoint.rotate_secret', 'webhook_endpoint', '01900000-0000-7000-a000-000000000001', NULL, NULL),
        (interval '9 h', 'session', 'ops-anna', 'session.create', 'session', NULL, NULL, NULL),
        (interval '8 h 50 min', 'session', 'ops-anna', 'queue.pause', 'queue', 'message_queue:sms', '{"state":"running","paused_by":null}', '{"state":"paused by ops-anna","paused_by":"ops-anna"}'),
        (interval '8 h 46 min', 'session', 'ops-anna', 'queue.resume', 'queue', 'message_queue:sms', '{"state":"paused by ops-anna"}', '{"state":"running"}'),
        (interval '32 min', 'session', 'front-desk', 'session.create', 'session', NULL, NULL, NULL)
      ) AS t (ago, kind, who, action, object_kind, object_id, before, after)
    ) AS e`;

/** One that retried what failed in a campaign, and one that somebody stopped. */
export const SEED_BULK_ACTIONS = `
  INSERT INTO bulk_actions (id, action, filter, wanted, status, matching, done, left_out, failed, created_by, created_at, updated_at, finished_at)
  SELECT id::uuid, action, filter::jsonb, CASE status WHEN 'done' THEN '{}' ELSE wanted END::jsonb, status, matching, done, left_out::jsonb, 0,
         created_by::uuid, pg_temp.until() - ago, pg_temp.until() - ago + took, CASE status WHEN 'done' THEN pg_temp.until() - ago + took END
    FROM (VALUES
      ('01900000-0000-7000-b000-000000000001', 'retry', '{"status":["failed"],"error_code":"30008","tag":"weekend-sale"}', '{}',
       'done', 1235, 1204, '{"expired":31}', ${KEY(7)}, interval '7 days', interval '41 s'),
      ('01900000-0000-7000-b000-000000000002', 'cancel', '{"status":["scheduled"],"tag":"spring-sale"}', '{"statuses":["scheduled"],"tag":"spring-sale"}',
       'stopped', 2600, 412, '{}', ${KEY(8)}, interval '3 days 2 h', interval '1 min')
    ) AS t (id, action, filter, wanted, status, matching, done, left_out, created_by, ago, took)`;

/** $1: how many more. What operators do every day. */
export const SEED_AUDIT_ROUTINE = `
  INSERT INTO audit_events (id, created_at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after, request_id)
  SELECT pg_temp.id_of(at, n, 72), at, 'session', CASE who WHEN 'ops-anna' THEN ${KEY(7)} WHEN 'ops-ben' THEN ${KEY(8)} ELSE ${KEY(4)} END::uuid,
         who, '192.0.2.' || 10 + length(who), action, split_part(action, '.', 1), CASE split_part(action, '.', 1) WHEN 'session' THEN NULL ELSE
           CASE action WHEN 'suppression.create' THEN pg_temp.id_of(at, n, 73) ELSE
             (SELECT id FROM messages WHERE id > pg_temp.id_of(at - interval '1 h', n, 74) ORDER BY id LIMIT 1) END::text END,
         NULL, CASE action WHEN 'suppression.create' THEN '{"channel":"sms","reason":"manual"}'::jsonb END, md5('routine' || n)::uuid::text
    FROM (SELECT n, pg_temp.until() - interval '29 days' * (n + pg_temp.chance(n, 75)) / ($1::bigint + 1) AS at,
                 pg_temp.pick(ARRAY['ops-anna', 'ops-ben', 'front-desk'], n, 76) AS who,
                 pg_temp.pick(ARRAY['session.create', 'message.retry', 'message.retry', 'message.cancel', 'suppression.create'], n, 77) AS action
            FROM generate_series(1, $1::bigint) AS n) AS r
   ORDER BY at`;
