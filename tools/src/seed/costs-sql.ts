/** What the texts that were sent cost, as their provider would have told it; the segments are counted with their events. */
export const SEED_PRICES = `
  INSERT INTO statistics_costs (facet, step, time, tag, type, provider, api_key_id, country, currency, messages, segments,
                                priced_segments, cost)
  SELECT f.facet, s.step, date_trunc(s.step, m.created_at, 'UTC'), f.tag, m.type, m.provider, coalesce(m.api_key_id::text, ''),
         c.country, 'USD', 0, 0, sum(m.segments), sum(m.segments * c.price)
    FROM messages m
   CROSS JOIN (VALUES ('hour'), ('day')) AS s (step)
   CROSS JOIN LATERAL (SELECT 'all' AS facet, '' AS tag UNION ALL SELECT 'tag', unnest(m.tags)) AS f
   CROSS JOIN LATERAL (
     SELECT * FROM (VALUES ('+44', 'GB', 0.0524), ('+33', 'FR', 0.0798), ('+49', 'DE', 0.1096), ('+46', 'SE', 0.0675),
                           ('+1', 'US', 0.0083)) AS p (code, country, price)
      WHERE starts_with(m.to_address, code)) AS c
   WHERE m.segments IS NOT NULL AND m.sent_at IS NOT NULL
   GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
