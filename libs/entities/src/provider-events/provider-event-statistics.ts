/** Explained in docs/decisions/0014-callbacks-share-transactions.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

export interface EventStatistics {
  total: number;
  /** Of those, stored and not applied yet. */
  unapplied: number;
  /** Of those, the ones whose last try failed. */
  failing: number;
  last: Date | null;
}

const STATISTICS = {
  name: 'provider_event_statistics',
  text: `
    WITH
    -- What is not applied is few, and has an index of its own.
    unapplied AS MATERIALIZED (
      SELECT provider, received_at, error FROM webhook_events WHERE applied_at IS NULL LIMIT $2
    )
    SELECT (SELECT count(*)::int FROM (
              SELECT 1 FROM webhook_events WHERE provider = $1 AND received_at >= now() - interval '24 hours' LIMIT $2
            ) AS counted) AS total,
           (SELECT count(*)::int FROM unapplied
             WHERE provider = $1 AND received_at >= now() - interval '24 hours') AS unapplied,
           (SELECT count(*)::int FROM unapplied
             WHERE provider = $1 AND received_at >= now() - interval '24 hours' AND error IS NOT NULL) AS failing,
           (SELECT max(received_at) FROM webhook_events WHERE provider = $1) AS last`,
};

/** How much a provider told us of late. */
@Injectable()
export class ProviderEventStatistics {
  constructor(private readonly database: Database) {}

  /** What came in the last 24 hours; counting stops at `most`. */
  async of(provider: string, max: number): Promise<EventStatistics> {
    const [row] = await this.database.run<EventStatistics>(STATISTICS, [provider, max]);
    return row as EventStatistics;
  }
}
