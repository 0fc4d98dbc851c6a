import { readFileSync } from 'node:fs';
import { dashboardFile } from '../../operation/dashboards/dashboards.js';

export interface GridPos {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Target {
  expr: string;
  legendFormat: string;
}

interface Property {
  id: string;
  value: { fixedColor: string };
}

/** A panel as Grafana's JSON has it, as far as ours use it. */
export interface GrafanaPanel {
  type: 'row' | 'stat' | 'timeseries';
  title: string;
  gridPos: GridPos;
  targets?: Target[];
  fieldConfig?: {
    defaults: {
      unit: string;
      custom?: { lineWidth: number; fillOpacity: number };
      thresholds?: { steps: { value: number | null; color: string }[] };
    };
    overrides: { matcher: { options: string }; properties: Property[] }[];
  };
}

export interface GrafanaDashboard {
  title: string;
  panels: GrafanaPanel[];
}

/** A dashboard of ops/grafana, as it is checked in. */
export function readDashboard(name: string): GrafanaDashboard {
  return JSON.parse(readFileSync(dashboardFile(name), 'utf8')) as GrafanaDashboard;
}
