import { SENDER_OF } from './team-sql.js';

/** SQL for the conversation of person `p` with sender `s`; all alerts are of the conversation 0. */
const CONVERSATION = 'CASE s WHEN 6 THEN 0 ELSE 1 + 6 * p + s END';

/** SQL for the id of conversation `k`. */
export const CONVERSATION_ID = `('0190000000007000' || '8000' || lpad(to_hex(k), 12, '0'))::uuid`;

/** SQL for the id of API key `key`. */
export const API_KEY_ID = `('0190000000007000' || '9000' || lpad(key::text, 12, '0'))::uuid`;

/** $1: how many persons. Some write STOP; what comes after that is not sent to them. */
export const STOPS = `
  CREATE TEMP TABLE seed_stops AS
  SELECT 1 + 6 * p + s AS k, pg_temp.until() - (0.02 + 29 * pg_temp.chance(p, 21 + s)) * interval '1 day' AS at
    FROM generate_series(0, $1::bigint - 1) AS p CROSS JOIN generate_series(0, 2) AS s
   WHERE pg_temp.chance(p, 31 + s) < 0.01`;

/** $1: how many persons; $2: how many of each campaign. What follows no daily curve: STOPs, campaigns, and the one that is to come. */
export const EXTRAS = `
  CREATE TEMP TABLE seed_extras AS
  WITH sent AS (
    SELECT c.*, i, floor($1::bigint * pg_temp.chance(i, 40 + c.s))::bigint AS p
      FROM seed_campaigns c CROSS JOIN generate_series(1, $2::bigint) AS i
  )
  SELECT 1000000000 + row_number() OVER (ORDER BY at, k) AS n, e.* FROM (
    SELECT k, (k - 1) / 6 AS p, ((k - 1) % 6)::int AS s, at, 'stop' AS role, NULL AS tag, NULL AS subject, NULL AS body FROM seed_stops
     UNION ALL
    SELECT ${CONVERSATION}, p, s, pg_temp.until() - coalesce(ago, interval '50 minutes')
             + i * interval '1 minute' * CASE WHEN ago IS NULL THEN 1 ELSE 90 END / $2::float8,
           CASE WHEN ago IS NULL THEN 'scheduled' ELSE 'campaign' END, tag, subject, body
      FROM sent
  ) AS e`;

/** SQL for how many messages before `n` the one was that it answers: those of some minutes up to half an hour. */
const BACK = (n: string) => `ceil($4::float8 * (0.02 + 0.5 * pg_temp.chance(${n}, 13)))::bigint`;

/**
 * $1, $2: the first and the last hour; $3: how many persons; $4: how many messages an hour. Each message with its number, its
 * time, who it is to and from, and its template. One in twelve is what a person wrote back to an earlier one, one in
 * sixty what staff answered to that (`r`): `m` is the message it is about.
 */
export const PLANNED = `
  numbered AS (
    SELECT n, h.trouble, h.starts_at + (n - h.first + pg_temp.chance(n, 12)) / (h.upto - h.first) * interval '1 hour' AS at,
           CASE WHEN n >= 60 AND n % 12 = 11 THEN 'reply' WHEN n >= 60 AND n % 60 = 58 THEN 'answer' ELSE 'first' END AS role
      FROM seed_hours h CROSS JOIN LATERAL generate_series(h.first, h.upto - 1) AS n
     WHERE h.h BETWEEN $1 AND $2
  ), answering AS MATERIALIZED (
    SELECT *, CASE role WHEN 'answer' THEN greatest(11, (n - ${BACK('n')}) / 12 * 12 - 1) ELSE n END AS r FROM numbered
  ), about AS MATERIALIZED (
    SELECT *, CASE role WHEN 'first' THEN n
                        ELSE greatest(0, (r - ${BACK('r')}) / 12 * 12) + floor(10 * pg_temp.chance(r, 14))::int END AS m
      FROM answering
  ), sent AS MATERIALIZED (
    -- Nobody answers a mail or an alert here.
    SELECT n, trouble, at, CASE WHEN s > 2 THEN 'first' ELSE role END AS role, m, s,
           CASE s WHEN 6 THEN 0 ELSE floor($3::bigint * pg_temp.chance(m, 4) ^ 1.6)::bigint END AS p
      FROM (SELECT *, ${SENDER_OF} AS s FROM about) AS a
  ), planned AS (
    SELECT n, at, trouble, role, s, p, ${CONVERSATION} AS k, t.tag, t.subject,
           CASE role WHEN 'reply' THEN pg_temp.pick(t.answers, n, 15) WHEN 'answer' THEN pg_temp.pick(t.staff, n, 15)
                     ELSE t.body END AS template
      FROM sent JOIN seed_templates t USING (s)
     WHERE pg_temp.chance(m, 5) >= t.above AND pg_temp.chance(m, 5) < t.upto
     UNION ALL
    SELECT n, at, false, role, s, p, k, tag, subject, coalesce(body, 'STOP') FROM seed_extras
     WHERE at >= (SELECT starts_at FROM seed_hours WHERE h = $1)
       AND at < (SELECT starts_at FROM seed_hours WHERE h = $2) + interval '1 hour'
  )`;
