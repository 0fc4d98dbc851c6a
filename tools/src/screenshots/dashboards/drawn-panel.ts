import type { GrafanaPanel, GridPos } from './grafana-file.js';
import type { PanelSeries, Span } from './panel-series.js';
import { formatted, ticksUpTo } from './units.js';

/** Colours of Grafana's dark theme, by the names that dashboards use. */
const NAMED: Record<string, string> = {
  green: '#73bf69',
  orange: '#ff9830',
  red: '#f2495c',
  purple: '#b877d9',
  text: '#ccccdc',
};
/** Those that series are given in turn. */
const PALETTE = [
  ...['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2', '#b877d9', '#705da0', '#37872d'],
  ...['#fade2a', '#447ebc', '#c15c17', '#890f02', '#0a437c', '#6d1f62', '#584477'],
];
const ROOM_ABOVE = 1.05;

export interface DrawnLine {
  name: string;
  colour: string;
  values: (number | null)[];
}

/** A chart as the page draws it: all that is to be decided is decided. */
export interface DrawnChart {
  id: string;
  times: number[];
  lines: DrawnLine[];
  width: number;
  fill: number;
  ticks: { at: number; text: string }[];
  /** Without axes: a small picture behind a number. */
  isSpark: boolean;
}

/** A panel in its place. */
export interface DrawnPanel {
  type: GrafanaPanel['type'];
  title: string;
  place: GridPos;
  /** Of a `stat`. */
  number?: { text: string; colour: string };
  chart?: DrawnChart;
}

/** A panel with what its queries found; without anything found it has neither a number nor a chart. */
export function drawnPanel(panel: GrafanaPanel, found: PanelSeries[], span: Span, id: string): DrawnPanel {
  const { type, title, gridPos: place } = panel;
  const known = found.filter(({ values }) => values.some((value) => value !== null));
  if (type === 'row' || known.length === 0) return { type, title, place };
  return type === 'stat'
    ? { type, title, place, ...statOf(panel, known, span, id) }
    : { type, title, place, chart: linesOf(panel, known, span, id) };
}

function statOf(panel: GrafanaPanel, [first]: PanelSeries[], span: Span, id: string) {
  const values = first?.values ?? [];
  const last = values.findLast((value) => value !== null) ?? 0;
  const colour = colourAt(panel, last);
  const lines = [{ name: '', colour, values }];
  const chart = { id, times: timesOf(span), lines, width: 1, fill: 0.2, ticks: [], isSpark: true };
  return { number: { text: formatted(last, unitOf(panel)), colour }, chart };
}

function linesOf(panel: GrafanaPanel, series: PanelSeries[], span: Span, id: string): DrawnChart {
  const { lineWidth = 1, fillOpacity = 0 } = panel.fieldConfig?.defaults.custom ?? {};
  const unit = unitOf(panel);
  const highest = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return {
    id,
    times: timesOf(span),
    lines: series.map(({ name, values }, at) => ({ name, values, colour: colourOf(panel, name, at) })),
    width: lineWidth * 1.5,
    fill: fillOpacity / 100,
    ticks: ticksUpTo(topOf(highest, unit), unit).map((at) => ({ at, text: formatted(at, unit) })),
    isSpark: false,
  };
}

/** A share is never above all. */
const topOf = (highest: number, unit: string): number =>
  unit === 'percentunit' && highest <= 1 ? Math.min(1, highest * ROOM_ABOVE) : highest * ROOM_ABOVE;

const unitOf = (panel: GrafanaPanel): string => panel.fieldConfig?.defaults.unit ?? 'short';

const timesOf = ({ start, end, step }: Span): number[] =>
  Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, n) => start + n * step);

/** The colour of the last step that the number has reached. */
function colourAt({ fieldConfig }: GrafanaPanel, number: number): string {
  const steps = fieldConfig?.defaults.thresholds?.steps ?? [];
  return named(steps.findLast(({ value }) => value === null || number >= value)?.color ?? 'text');
}

function colourOf({ fieldConfig }: GrafanaPanel, name: string, at: number): string {
  const isFor = (options: string) => new RegExp(options.slice(1, -1)).test(name);
  const override = fieldConfig?.overrides.find(({ matcher }) => isFor(matcher.options));
  const property = override?.properties.find(({ id }) => id === 'color');
  return property ? named(property.value.fixedColor) : (PALETTE[at % PALETTE.length] as string);
}

function named(name: string): string {
  const colour = NAMED[name];
  if (colour === undefined) throw new Error(`drawn-panel.ts does not know ${name}`);
  return colour;
}
