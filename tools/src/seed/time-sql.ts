export const DAYS = 30;

/**
 * $1: how many messages. The hours of the last month, each with the numbers of its messages, the first of which is `first`: few
 * at night, fewer on weekends. In some hours Twilio has trouble.
 */
export const HOURS = `
  CREATE TEMP TABLE seed_hours AS
  WITH hours AS (
    SELECT h, pg_temp.until() - make_interval(hours => ${DAYS * 24} - h) AS starts_at FROM generate_series(0, ${DAYS * 24} - 1) AS h
  ), weighed AS (
    SELECT h, starts_at, (ARRAY[22,16,13,12,14,20,35,62,88,104,112,108,100,103,106,104,98,90,80,72,62,50,38,28])
             [1 + extract(hour FROM starts_at AT TIME ZONE 'UTC')::int]
             * CASE WHEN extract(isodow FROM starts_at AT TIME ZONE 'UTC') > 5 THEN 0.55 ELSE 1 END
             * (0.9 + 0.2 * pg_temp.chance(h, 11)) AS weight
      FROM hours
  ), summed AS (
    SELECT *, sum(weight) OVER (ORDER BY h) / sum(weight) OVER () AS share FROM weighed
  )
  SELECT h, starts_at, coalesce(lag(upto) OVER (ORDER BY h), 0) AS first, upto, h IN (${DAYS * 24} - 9, ${DAYS * 24} - 10, 530, 231) AS trouble
    FROM (SELECT *, round($1::float8 * share)::bigint AS upto FROM summed) AS s`;
