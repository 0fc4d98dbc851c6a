import uPlot from 'uplot';
import type { Limit, Reach, Series, Step } from './series.js';

/** What is drawn, and how. */
export interface Drawn {
  kind: 'bars' | 'lines';
  times: number[];
  step: Step;
  series: Series[];
  format: (value: number) => string;
  limit?: Limit;
  reach?: Reach;
  colours: { series: string[]; text: string; grid: string };
  onPoint: (at: number | null) => void;
}

const FONT = '12px "Inter Variable", system-ui, sans-serif';
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const UTC_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** How uPlot draws it: https://github.com/leeoniya/uPlot/tree/master/docs */
export function optionsOf(drawn: Drawn, width: number, height: number): uPlot.Options {
  const { kind, step, series, colours, onPoint, limit, reach } = drawn;
  const lines = series.map((_, at) => lineOf(kind, colours.series[at] ?? colours.text));
  return {
    width,
    height,
    padding: [10, 20, 0, 0],
    legend: { show: false },
    // Days are those of UTC.
    tzDate: (seconds) =>
      step === 'day' ? uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC') : new Date(seconds * 1_000),
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind === 'lines' } },
    scales: {
      x: { range: (_, first, last) => withRoom(first, last, drawn.times) },
      y: { range: (_, __, high) => (reach ? [reach[0], reach[1]] : upTo(Math.max(high, limit?.value ?? 0))) },
    },
    axes: axesOf(drawn),
    series: [{}, ...(kind === 'bars' ? lines.reverse() : lines)],
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
      ...(limit && { draw: [(plot) => drawLimit(plot, limit, colours.text)] }),
    },
  };
}

function lineOf(kind: Drawn['kind'], colour: string): uPlot.Series {
  if (kind === 'lines')
    return {
      stroke: colour,
      width: 2,
      points: { show: false },
      spanGaps: false,
      paths: uPlot.paths.linear?.(),
    };
  return {
    stroke: colour,
    fill: colour,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars?.({ size: [0.72, 48], radius: [0.12, 0] }),
  };
}

/** A bar stands with half its width on either side of when its time begins. */
function withRoom(first: number, last: number, times: number[]): uPlot.Range.MinMax {
  const half = times.length > 1 ? ((times[1] as number) - (times[0] as number)) / 2_000 : 30;
  return [first - half, last + half];
}

/** From nothing up. */
const upTo = (high: number): uPlot.Range.MinMax => [0, Math.max(high * 1.06, 4)];

function axesOf({ kind, step, format, colours }: Drawn): uPlot.Axis[] {
  const common = { stroke: colours.text, font: FONT, ticks: { show: false } };
  return [
    {
      ...common,
      grid: { show: false },
      border: { show: true, stroke: colours.grid, width: 1 },
      space: 64,
      size: 28,
      gap: 6,
      values: (_, splits) => splits.map((seconds) => axisTime(seconds * 1_000, step)),
    },
    {
      ...common,
      grid: { stroke: colours.grid, width: 1 },
      size: 52,
      gap: 8,
      space: 40,
      // Half a message is none.
      ...(kind === 'bars' && { incrs: WHOLE_STEPS }),
      values: (_, splits) => splits.map((value) => format(value)),
    },
  ];
}

const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

function axisTime(time: number, step: Step): string {
  const at = new Date(time);
  if (step === 'day') return UTC_DAY.format(at);
  return at.getHours() === 0 && at.getMinutes() === 0 ? DAY.format(at) : CLOCK.format(at);
}

function drawLimit({ ctx, bbox, valToPos }: uPlot, { value, text }: Limit, colour: string): void {
  const y = Math.round(valToPos(value, 'y', true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = FONT.replace('12px', `${12 * devicePixelRatio}px`);
  ctx.textAlign = 'right';
  ctx.fillText(text, bbox.left + bbox.width, y - 6 * devicePixelRatio);
  ctx.restore();
}
