import { ChartColumn, Table2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../ui/button.js';
import { Text } from '../ui/text.js';
import { ChartTable } from './chart-table.js';
import { type Limit, type Reach, type Series, type Step, timeText } from './series.js';
import './series.css';
import './chart.css';

const Plot = lazy(() => import('./plot.js'));

interface ChartProps {
  /** What is shown, for those who do not see it. */
  label: string;
  /** `bars` are stacked on each other. */
  kind: 'bars' | 'lines';
  /** When each time begins; milliseconds. */
  times: number[];
  step: Step;
  series: Series[];
  format: (value: number) => string;
  /** What stands beside the name of a series while no time is pointed at. */
  summary: (series: Series) => string;
  limit?: Limit;
  reach?: Reach;
}

/** Numbers over time, as a picture or as a table. Where the pointer is, the legend tells the numbers. */
export function Chart({ label, kind, times, step, series, format, summary, limit, reach }: ChartProps) {
  const [isTable, setIsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState<number | null>(null);
  const shown = series.filter(({ name }) => !hidden.has(name));
  const pointed = at === null ? undefined : times[at];

  function toggle(name: string) {
    const after = new Set(hidden);
    if (!after.delete(name)) after.add(name);
    setHidden(after);
  }

  return (
    <figure className="chart" aria-label={label}>
      <figcaption className="chart-legend">
        <ul>
          {series.map((each) => (
            <li key={each.name}>
              <button
                type="button"
                className="chart-key"
                aria-pressed={!hidden.has(each.name)}
                disabled={series.length === 1}
                onClick={() => toggle(each.name)}
              >
                <span className="chart-swatch" data-series={each.colour} />
                <Text>{each.name}</Text>
                <span className="number muted">{legendValue(each, pointed === undefined ? null : at)}</span>
              </button>
            </li>
          ))}
        </ul>
        <span className="chart-pointed muted number">
          {pointed === undefined ? '' : timeText(pointed, step)}
        </span>
        <IconButton
          label={isTable ? 'Show as a chart' : 'Show as a table'}
          icon={isTable ? ChartColumn : Table2}
          onClick={() => setIsTable(!isTable)}
        />
      </figcaption>
      <div className="chart-body">
        {isTable ? (
          <ChartTable label={label} times={times} step={step} series={series} format={format} />
        ) : (
          <Suspense fallback={null}>
            <Plot
              kind={kind}
              times={times}
              step={step}
              series={shown}
              format={format}
              limit={limit}
              reach={reach}
              onPoint={setAt}
            />
          </Suspense>
        )}
      </div>
    </figure>
  );

  function legendValue(each: Series, index: number | null): string {
    const value = index === null ? undefined : each.values[index];
    if (index === null) return summary(each);
    return value === null || value === undefined ? '–' : format(value);
  }
}
