/** One query of a panel, and how its lines are called. */
type Query = [expr: string, legend: string];

/** A panel: lines over time, or one number (`stat`). */
export interface Panel {
  title: string;
  /** Of Grafana: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
  unit: 'short' | 's' | 'percentunit' | 'reqps' | 'bytes';
  queries: Query[];
  kind?: 'stat';
  description?: string;
}

/** What Grafana shows, in rows of panels. */
export interface Dashboard {
  uid: string;
  title: string;
  rows: { title: string; panels: Panel[] }[];
}

const COLUMNS = 24;
const HEIGHT = 8;
const STAT_HEIGHT = 4;
const SOURCE = { type: 'prometheus', uid: 'sendstream-prometheus' };

/** The dashboard as Grafana loads it. https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function grafanaJson({ uid, title, rows }: Dashboard): object {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      ...{ id: panels.length + 1, type: 'row', title: row.title, collapsed: false, panels: [] },
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    const h = row.panels.every(({ kind }) => kind === 'stat') ? STAT_HEIGHT : HEIGHT;
    const w = COLUMNS / row.panels.length;
    row.panels.forEach((panel, column) =>
      panels.push({ id: panels.length + 1, gridPos: { x: column * w, y, w, h }, ...panelJson(panel) }),
    );
    y += h;
  }
  return {
    ...{ uid, title, tags: ['sendstream'], schemaVersion: 39, version: 1, editable: true },
    ...{ refresh: '30s', time: { from: 'now-6h', to: 'now' }, timezone: 'browser', templating: { list: [] } },
    panels,
  };
}

function panelJson({ title, unit, queries, kind, description }: Panel): object {
  return {
    ...{ type: kind ?? 'timeseries', title, datasource: SOURCE, ...(description && { description }) },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options:
      kind === 'stat'
        ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value' }
        : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: queries.map(([expr, legendFormat], index) => ({
      ...{ refId: String.fromCharCode(65 + index), datasource: SOURCE, expr, legendFormat },
    })),
  };
}
