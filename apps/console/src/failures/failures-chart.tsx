import { Chart } from '../charts/chart.js';
import { ChartRoom } from '../charts/chart-room.js';
import { mostFirst, sum } from '../charts/most-first.js';
import { shortCount } from '../charts/numbers.js';
import { count } from '../ui/counts.js';
import { type Series, type Step, timesOf, valuesAt } from '../charts/series.js';
import { Panel } from '../ui/panel.js';
import type { FilterValues } from '../ui/use-filters.js';
import { nameOf } from './name-of-group.js';
import { type Failures, groupsIn } from './use-failures.js';

interface FailuresChartProps {
  failures: Failures | undefined;
  values: FilterValues;
  step: Step;
}

/** When messages failed, and of what. */
export function FailuresChart({ failures, values, step }: FailuresChartProps) {
  return (
    <Panel title={failures === undefined ? 'Failed' : `${count(failures.count)} failed, by ${step}`}>
      {failures === undefined ? (
        <ChartRoom />
      ) : (
        <Chart
          label={`Failed by ${step}`}
          kind="bars"
          step={failures.interval}
          times={timesOf(failures.from, failures.to, failures.interval)}
          series={seriesOf(failures, values)}
          format={shortCount}
          summary={(series) => count(sum(series.values))}
        />
      )}
    </Panel>
  );
}

function seriesOf({ from, to, interval, groups }: Failures, values: FilterValues): Series[] {
  const times = timesOf(from, to, interval);
  if (groups.length === 0) return [{ name: 'Failed', values: valuesAt(times, []), colour: 'bad' }];
  return mostFirst(
    groups.map((group) => ({
      name: groupsIn(values)
        .map((by) => nameOf(group, by))
        .join(', '),
      values: valuesAt(
        times,
        group.curve.map((point) => [point.time, point.count] as const),
      ),
    })),
  );
}
