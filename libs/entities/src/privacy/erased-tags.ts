/** The tags of these messages ($1). */
export const TAGS = {
  name: 'erasure_tags',
  text: `
    SELECT coalesce(array_agg(DISTINCT tag), '{}') AS tags FROM messages m CROSS JOIN LATERAL unnest(m.tags) AS t(tag)
     WHERE m.id = ANY ($1::uuid[])`,
};

/** Who counts events holds this row meanwhile: what he has read before the messages were removed is counted by then. */
export const HOLD_COUNTERS = {
  name: 'erasure_hold_counters',
  text: 'SELECT 1 FROM statistics_progress FOR UPDATE',
};

/** The counters of those of these tags ($1) that no message has any more. */
export const FORGET_TAGS = {
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
