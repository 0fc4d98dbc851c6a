import { Chart } from '../charts/chart.js';
import { ChartRoom } from '../charts/chart-room.js';
import { shortCount } from '../charts/numbers.js';
import { count } from '../ui/counts.js';
import { mostFirst, sum } from '../charts/most-first.js';
import { type Series, type Step, timesOf, valuesAt } from '../charts/series.js';
import { Panel } from '../ui/panel.js';
import { type Measure, MEASURES } from './figures.js';
import type { Statistics } from './use-statistics.js';

interface MessagesChartProps {
  statistics: Statistics | undefined;
  measure: Measure;
  step: Step;
}

/** One measure over time, group by group. */
export function MessagesChart({ statistics, measure, step }: MessagesChartProps) {
  const { title, what } = MEASURES[measure];
  return (
    <Panel title={`${title} ${what}, by ${step}`}>
      {statistics === undefined ? (
        <ChartRoom />
      ) : (
        <Chart
          label={`${title} by ${step}`}
          kind="bars"
          step={statistics.interval}
          times={timesOf(statistics.from, statistics.to, statistics.interval)}
          series={seriesOf(statistics, measure)}
          format={shortCount}
          summary={({ values }) => count(sum(values))}
        />
      )}
    </Panel>
  );
}

function seriesOf({ from, to, interval, series }: Statistics, measure: Measure): Series[] {
  const times = timesOf(from, to, interval);
  const groups = new Map<string, [time: string, value: number][]>();
  for (const { time, group, ...counts } of series) {
    const name = nameOf(group);
    const points = groups.get(name) ?? [];
    points.push([time, counts[measure]]);
    groups.set(name, points);
  }
  const { title, colour } = MEASURES[measure];
  if (groups.size === 0) return [{ name: title, values: valuesAt(times, []), colour }];
  const courses = [...groups].map(([name, points]) => ({
    name: name || title,
    values: valuesAt(times, points),
  }));
  const isTold = groups.size > 1 || !groups.has('');
  return isTold ? mostFirst(courses) : courses.map((course) => ({ ...course, colour }));
}

/** What a group is known by; empty: nothing is told apart. */
function nameOf(group: Statistics['series'][number]['group']): string {
  return Object.values(group)
    .map((value) => (value === '*' ? 'others' : (value ?? 'none')))
    .join(', ');
}
