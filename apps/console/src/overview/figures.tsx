import { shortCount, percent } from '../charts/numbers.js';
import { count } from '../ui/counts.js';
import { type SeriesColour, timesOf, valuesAt } from '../charts/series.js';
import { SparkBars } from '../charts/spark-bars.js';
import { Skeleton } from '../ui/skeleton.js';
import type { Statistics } from './use-statistics.js';
import './figures.css';

export type Measure = 'accepted' | 'sent' | 'delivered' | 'failed' | 'received';

/** What is counted, in the order in which it happens to a message. */
export const MEASURES: Record<Measure, { title: string; what: string; colour: SeriesColour }> = {
  accepted: { title: 'Accepted', what: 'from clients', colour: 1 },
  sent: { title: 'Sent', what: 'to a provider', colour: 5 },
  delivered: { title: 'Delivered', what: 'to their recipients', colour: 'good' },
  failed: { title: 'Failed', what: 'before or after', colour: 'bad' },
  received: { title: 'Received', what: 'from others', colour: 4 },
};
const NAMES = Object.keys(MEASURES) as Measure[];

/** The measure that an address asks for, or the first. */
export const measureIn = (value: string | string[] | undefined): Measure =>
  NAMES.find((name) => name === value) ?? 'accepted';

interface FiguresProps {
  statistics: Statistics | undefined;
  measure: Measure;
  onChoose: (measure: Measure) => void;
}

/** How many messages there were; pressed, one is what the chart shows. */
export function Figures({ statistics, measure, onChoose }: FiguresProps) {
  return (
    <div className="figures" role="group" aria-label="What the chart shows">
      {NAMES.map((name) => (
        <button
          key={name}
          type="button"
          className="figure"
          aria-pressed={name === measure}
          onClick={() => onChoose(name)}
        >
          <span className="figure-title">{MEASURES[name].title}</span>
          {statistics === undefined ? (
            <>
              <span className="figure-value">
                <Skeleton width="s" />
              </span>
              <span className="figure-note muted">
                <Skeleton width="s" />
              </span>
            </>
          ) : (
            <Figure statistics={statistics} name={name} />
          )}
        </button>
      ))}
    </div>
  );
}

function Figure({ statistics, name }: { statistics: Statistics; name: Measure }) {
  const { from, to, interval, series, totals, delivery_rate: rate } = statistics;
  const values = valuesAt(
    timesOf(from, to, interval),
    series.map((point) => [point.time, point[name]] as const),
  );
  const value = totals[name];
  const notes: Partial<Record<Measure, string>> = {
    delivered: rate === null ? undefined : `${percent(rate)} delivery rate`,
    failed: rate === null ? undefined : `${percent(1 - rate)} failure rate`,
  };
  return (
    <>
      <span className="figure-value number" title={count(value)}>
        {value < 100_000 ? count(value) : shortCount(value)}
      </span>
      <span className="figure-note muted">{notes[name] ?? MEASURES[name].what}</span>
      <SparkBars values={values} colour={MEASURES[name].colour} />
    </>
  );
}
