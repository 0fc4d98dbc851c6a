import type { OwnPrometheus } from '../../services/own-prometheus.js';
import type { GrafanaPanel, Target } from './grafana-file.js';

/** Which time is asked for; seconds. */
export interface Span {
  start: number;
  end: number;
  step: number;
}

/** A line of a panel. */
export interface PanelSeries {
  name: string;
  /** One for each step of the span; null: there is none. */
  values: (number | null)[];
}

interface Matrix {
  result: { metric: Record<string, string>; values: [time: number, value: string][] }[];
}

/** What all queries of a panel find over a span, named by their legends. */
export async function seriesOf(
  panel: GrafanaPanel,
  prometheus: OwnPrometheus,
  span: Span,
): Promise<PanelSeries[]> {
  const found = await Promise.all((panel.targets ?? []).map((target) => ask(target, prometheus, span)));
  return found.flat();
}

async function ask({ expr, legendFormat }: Target, prometheus: OwnPrometheus, span: Span) {
  const { start, end, step } = span;
  const { result } = await prometheus.ask<Matrix>('query_range', {
    query: expr,
    start: String(start),
    end: String(end),
    step: String(step),
  });
  return result.map(({ metric, values }) => ({
    name: legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
    values: onSteps(values, span),
  }));
}

function onSteps(values: [time: number, value: string][], { start, end, step }: Span): (number | null)[] {
  const row = new Array<number | null>(Math.floor((end - start) / step) + 1).fill(null);
  for (const [time, text] of values) {
    const value = Number(text);
    if (Number.isFinite(value)) row[Math.round((time - start) / step)] = value;
  }
  return row;
}
