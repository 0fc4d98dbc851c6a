import type { ProcessorSettings } from '#config';
import { Tracking } from '#messaging';
import { Metrics } from '#observability';
import type { Repositories } from './repositories.js';

/** Applies provider events, as a processor does, on what these repositories have. */
export function trackingOf(repositories: Repositories, settings: ProcessorSettings): Tracking {
  const { database, events, targets, moves, inbound, consents, pools } = repositories;
  return new Tracking(settings, database, events, targets, moves, inbound, consents, pools, new Metrics());
}
