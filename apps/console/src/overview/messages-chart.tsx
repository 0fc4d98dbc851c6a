import { Chart } from '../charts/chart.js';
import { count, shortCount } from '../charts/numbers.js';
import { type Series, type SeriesColour, type Step, timesOf, valuesAt } from '../charts/series.js';
import { Panel } from '../ui/panel.js';
import { type Measure, MEASURES } from './figures.js';
import type { Statistics } from './use-statistics.js';

/** So many groups have a colour of their own; the others are one. */
const MAX_SERIES = 6;
const REST_COLOUR = 7;

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
        <div className="chart-room" />
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
  const all = [...groups].map(([name, points]) => ({ name: name || title, values: valuesAt(times, points) }));
  if (all.length === 1 && all[0]?.name === title) return all.map((each) => ({ ...each, colour }));
  const sorted = all.sort((one, other) => sum(other.values) - sum(one.values));
  const shown = sorted.slice(0, MAX_SERIES);
  const rest = sorted.slice(MAX_SERIES);
  const coloured = shown.map((each, at): Series => ({ ...each, colour: (at + 1) as SeriesColour }));
  if (rest.length === 0) return coloured;
  const values = times.map((_, at) => sum(rest.map((each) => each.values[at] ?? 0)));
  return [...coloured, { name: `${rest.length} others`, values, colour: REST_COLOUR }];
}

/** What a group is known by; empty: nothing is told apart. */
function nameOf(group: Statistics['series'][number]['group']): string {
  return Object.values(group)
    .map((value) => (value === '*' ? 'others' : (value ?? 'none')))
    .join(', ');
}

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0);
