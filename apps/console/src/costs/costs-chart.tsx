import { Chart } from '../charts/chart.js';
import { ChartRoom } from '../charts/chart-room.js';
import { mostFirst, sum } from '../charts/most-first.js';
import { shortCount } from '../charts/numbers.js';
import { type Series, type Step, timesOf, valuesAt } from '../charts/series.js';
import { count } from '../ui/counts.js';
import { Panel } from '../ui/panel.js';
import { money, shortMoney } from '../ui/money.js';
import { amountOf, type CostGroup, type CostMeasure, type Costs, groupIn } from './use-costs.js';

interface CostsChartProps {
  costs: Costs | undefined;
  by: CostGroup;
  step: Step;
  measure: CostMeasure;
  nameOf: (value: string | null) => string;
}

/** What texts cost, hour by hour or day by day. */
export function CostsChart({ costs, by, step, measure, nameOf }: CostsChartProps) {
  const isMoney = measure !== 'segments';
  const title = isMoney ? `Costs in ${measure}` : 'Segments';
  return (
    <Panel title={`${title}, by ${step}`}>
      {costs === undefined ? (
        <ChartRoom />
      ) : (
        <Chart
          label={`${title} by ${step}`}
          kind="bars"
          step={step}
          times={timesOf(costs.from, costs.to, step)}
          series={seriesOf(costs, by, measure, nameOf)}
          format={(value) => (isMoney ? shortMoney(value, measure) : shortCount(value))}
          summary={({ values }) => (isMoney ? money(sum(values), measure) : count(sum(values)))}
        />
      )}
    </Panel>
  );
}

function seriesOf(
  { from, to, interval, series }: Costs,
  by: CostGroup,
  measure: CostMeasure,
  nameOf: CostsChartProps['nameOf'],
): Series[] {
  const times = timesOf(from, to, interval);
  const groups = new Map<string, [time: string, value: number][]>();
  for (const point of series) {
    const name = nameOf(groupIn(point, by));
    groups.set(name, [...(groups.get(name) ?? []), [point.time, amountOf(point, measure)]]);
  }
  if (groups.size === 0) return [{ name: 'Texts', values: valuesAt(times, []), colour: 1 }];
  return mostFirst([...groups].map(([name, points]) => ({ name, values: valuesAt(times, points) })));
}
