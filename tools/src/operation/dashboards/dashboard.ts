/** One query of a panel, and how its lines are called. */
type Query = [expr: string, legend: string];

/** A panel: lines over time, or one number (`stat`). */
export interface Panel {
  title: string;
  /** Of Grafana: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
  unit: 'short' | 's' | 'percentunit' | 'reqps' | 'bytes';
  queries: Query[];
  kind?: 'stat';
  /** Of a number: from where on it is worth a look, and bad. Bad is what is further away from good, be it above or below. */
  limits?: [worthALook: number, bad: number];
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
/** What means well and what does not has its colour wherever it is shown; the others are given theirs by Grafana. */
const COLOURS: [names: string, colour: string][] = [
  ['/^(delivered|accepted)$/', 'green'],
  ['/^(failed|permanent|dead|5\\d\\d)$/', 'red'],
  ['/^(retryable|4\\d\\d|waited_for)$/', 'orange'],
  ['/^(unknown|held)$/', 'purple'],
];
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
    // Grafana's columns are whole.
    const edge = (column: number) => Math.round((column * COLUMNS) / row.panels.length);
    row.panels.forEach((panel, column) => {
      const gridPos = { x: edge(column), y, w: edge(column + 1) - edge(column), h };
      panels.push({ id: panels.length + 1, gridPos, ...panelJson(panel) });
    });
    y += h;
  }
  return {
    ...{ uid, title, tags: ['sendstream'], schemaVersion: 39, version: 1, editable: true },
    ...{ refresh: '30s', time: { from: 'now-6h', to: 'now' }, timezone: 'browser', templating: { list: [] } },
    panels,
  };
}

function panelJson(panel: Panel): object {
  const { title, queries, kind, description } = panel;
  return {
    ...{ type: kind ?? 'timeseries', title, datasource: SOURCE, ...(description && { description }) },
    ...(kind === 'stat' ? statJson(panel) : linesJson(panel)),
    targets: queries.map(([expr, legendFormat], index) => ({
      ...{ refId: String.fromCharCode(65 + index), datasource: SOURCE, expr, legendFormat },
    })),
  };
}

function statJson({ unit, limits }: Panel): object {
  // Without steps of its own Grafana shows a number above 80 in red.
  const steps = limits ? stepsOf(limits) : [{ value: null, color: 'text' }];
  return {
    fieldConfig: {
      defaults: { unit, min: 0, color: { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps } },
      overrides: [],
    },
    options: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value', graphMode: 'area' },
  };
}

const stepsOf = ([worthALook, bad]: [number, number]) =>
  worthALook < bad
    ? [
        { value: null, color: 'green' },
        { value: worthALook, color: 'orange' },
        { value: bad, color: 'red' },
      ]
    : [
        { value: null, color: 'red' },
        { value: bad, color: 'orange' },
        { value: worthALook, color: 'green' },
      ];

function linesJson({ unit, queries }: Panel): object {
  const hasStates = queries.some(([, legend]) => /^\{\{(status|outcome|state)\}\}$/.test(legend));
  const overrides = COLOURS.map(([options, fixedColor]) => ({
    matcher: { id: 'byRegexp', options },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  }));
  return {
    fieldConfig: {
      defaults: { unit, min: 0, custom: { lineWidth: 1, fillOpacity: 12, showPoints: 'never' } },
      overrides: hasStates ? overrides : [],
    },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
  };
}
