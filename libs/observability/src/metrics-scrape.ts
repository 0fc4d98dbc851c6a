import type { Metrics, QueueNumbers } from './metrics.js';
import { singleFlight } from './single-flight.js';

/** The format that Prometheus reads. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const SCRAPE_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** For how long a scrape stands: nobody can have the numbers gathered more often. */
const CACHE_MS = 1_000;

/** What a scrape answers, with the numbers of the queues that `gather` knows. */
export function scrapeOf(
  metrics: Metrics,
  gather: () => Promise<QueueNumbers[]> = async () => [],
): () => Promise<string> {
  return singleFlight(CACHE_MS, async () => metrics.text(await gather()));
}
