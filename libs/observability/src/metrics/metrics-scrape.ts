import { singleFlight } from '../single-flight.js';
import type { Metrics } from './metrics.js';

/** The format that Prometheus reads. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const SCRAPE_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** For how long a scrape stands: nobody can have the numbers gathered more often. */
const CACHE_MS = 1_000;

/** What a scrape answers, after `gather` has looked at what is not counted as it happens. */
export function scrapeOf(metrics: Metrics, gather: () => Promise<void>): () => Promise<string> {
  return singleFlight(CACHE_MS, async () => {
    await gather();
    return metrics.text();
  });
}
