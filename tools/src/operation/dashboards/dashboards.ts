import { join } from 'node:path';
import { root } from '../../services/paths.js';
import { type Dashboard, grafanaJson } from './dashboard.js';
import { OVERVIEW } from './overview.js';
import { PROVIDERS } from './providers.js';
import { QUEUES } from './queues.js';

/** All dashboards, by the file that each is checked in as. */
export const DASHBOARDS: Record<string, Dashboard> = {
  overview: OVERVIEW,
  queues: QUEUES,
  providers: PROVIDERS,
};

export const dashboardFile = (name: string): string => join(root, `ops/grafana/dashboards/${name}.json`);

export const dashboardText = (dashboard: Dashboard): string =>
  `${JSON.stringify(grafanaJson(dashboard), null, 2)}\n`;

/** Every query of a dashboard. */
export function queriesOf({ rows }: Dashboard): string[] {
  return rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(([expr]) => expr)));
}
