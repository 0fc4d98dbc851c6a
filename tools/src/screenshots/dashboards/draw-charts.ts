import type uPlot from 'uplot';
import type { DrawnChart } from './drawn-panel.js';

/** What of the page's own is used. */
interface Page {
  uPlot: new (options: uPlot.Options, data: uPlot.AlignedData, host: Host) => uPlot;
  document: { getElementById(id: string): Host };
}

interface Host {
  clientWidth: number;
  clientHeight: number;
}

/** Draws charts into the elements that have their ids. It runs in the page, and knows nothing of this module. */
export function drawCharts(charts: DrawnChart[]): void {
  const { uPlot: Plot, document } = globalThis as unknown as Page;
  const axis = { stroke: '#9a9aa8', font: '12px Inter', ticks: { show: false } };
  const grid = { stroke: 'rgba(240, 250, 255, 0.08)', width: 1 };
  for (const { id, times, lines, width, fill, ticks, isSpark } of charts) {
    const host = document.getElementById(id);
    const highest = Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
    const top = ticks.at(-1)?.at ?? (highest * 1.1 || 1);
    const options = {
      width: host.clientWidth,
      height: host.clientHeight,
      padding: isSpark ? [0, 0, 0, 0] : [8, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: () => [0, top] } },
      axes: [
        {
          ...axis,
          grid,
          show: !isSpark,
          size: 26,
          space: 70,
          values: (_: uPlot, splits: number[]) =>
            splits.map((seconds) => new Date(seconds * 1_000).toISOString().slice(11, 16)),
        },
        {
          ...axis,
          grid,
          show: !isSpark,
          size: 12 + 7 * Math.max(...ticks.map(({ text }) => text.length)),
          splits: () => ticks.map(({ at }) => at),
          values: () => ticks.map(({ text }) => text),
        },
      ],
      series: [
        {},
        ...lines.map(({ colour }) => ({
          stroke: colour,
          width,
          fill:
            colour +
            Math.round(fill * 255)
              .toString(16)
              .padStart(2, '0'),
          points: { show: false },
        })),
      ],
    };
    const data = [times, ...lines.map(({ values }) => values)];
    new Plot(options as unknown as uPlot.Options, data as uPlot.AlignedData, host);
  }
}
