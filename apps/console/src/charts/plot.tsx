import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useShownTheme } from '../ui/use-shown-theme.js';
import { type Drawn, optionsOf } from './plot-options.js';

interface PlotProps extends Omit<Drawn, 'colours' | 'onPoint'> {
  /** Told at which time the pointer is; null: at none. */
  onPoint: (at: number | null) => void;
}

/** The picture of a chart. What it shows is told by the table as well. */
export default function Plot({ onPoint, ...drawn }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const theme = useShownTheme();
  const { kind, times, step, series, limit, reach } = drawn;
  const data = dataOf(kind, times, series);
  const latest = useRef({ drawn, onPoint, data });
  useEffect(() => {
    latest.current = { drawn, onPoint, data };
  });

  const length = times.length > 1 ? (times[1] as number) - (times[0] as number) : 0;
  const structure = JSON.stringify([
    kind,
    step,
    length,
    limit,
    reach,
    series.map(({ name, colour }) => [name, colour]),
  ]);
  useEffect(() => {
    const host = box.current as HTMLDivElement;
    const colours = coloursIn(host);
    const options = optionsOf(
      { ...latest.current.drawn, colours, onPoint: (at) => latest.current.onPoint(at) },
      host.clientWidth,
      host.clientHeight,
    );
    const made = new uPlot(options, latest.current.data, host);
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: host.clientWidth, height: host.clientHeight }),
    );
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [structure, theme]);
  // By what it is: that the pointer moved is no reason to draw anew.
  const words = JSON.stringify(data);
  useEffect(() => plot.current?.setData(JSON.parse(words) as uPlot.AlignedData), [words]);

  return (
    <div className="plot" ref={box} aria-hidden>
      {series.map(({ name, colour }) => (
        <span key={name} hidden className="plot-colour" data-series={colour} />
      ))}
    </div>
  );
}

/** The last series is drawn first: the bars of those before it stand before its own. */
function dataOf(kind: Drawn['kind'], times: number[], series: Drawn['series']): uPlot.AlignedData {
  const x = times.map((time) => time / 1_000);
  if (kind === 'lines') return [x, ...series.map(({ values }) => values)];
  const sums = new Array<number>(times.length).fill(0);
  const stacked = series.map(({ values }) =>
    values.map((value, at) => (sums[at] = (sums[at] ?? 0) + (value ?? 0))),
  );
  return [x, ...stacked.reverse()];
}

/** A canvas knows no custom properties: what they are at the moment is read from elements that have them. */
function coloursIn(host: HTMLElement): Drawn['colours'] {
  const own = getComputedStyle(host);
  const series = [...host.querySelectorAll('.plot-colour')].map((each) => getComputedStyle(each).color);
  return { series, text: own.color, grid: own.borderTopColor };
}
