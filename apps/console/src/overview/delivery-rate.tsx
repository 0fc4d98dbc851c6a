import { Chart } from '../charts/chart.js';
import { ChartRoom } from '../charts/chart-room.js';
import { percent } from '../charts/numbers.js';
import { type Step, timesOf, valuesAt } from '../charts/series.js';
import { Panel } from '../ui/panel.js';
import type { Statistics } from './use-statistics.js';

/** How many of the messages that came to their end were delivered, over time. */
export function DeliveryRate({ statistics, step }: { statistics: Statistics | undefined; step: Step }) {
  const rates = statistics === undefined ? [] : ratesOf(statistics);
  return (
    <Panel title="Delivery rate">
      {statistics === undefined ? (
        <ChartRoom />
      ) : (
        <Chart
          label={`Delivery rate by ${step}`}
          kind="lines"
          step={statistics.interval}
          times={timesOf(statistics.from, statistics.to, statistics.interval)}
          series={[{ name: 'Delivered of all that ended', colour: 'good', values: rates }]}
          format={percent}
          summary={() => (statistics.delivery_rate === null ? '–' : percent(statistics.delivery_rate))}
          reach={[bottomOf(rates), 1]}
        />
      )}
    </Panel>
  );
}

/** What is lost is small beside all: the chart begins a little below the lowest. */
function bottomOf(rates: (number | null)[]): number {
  const lowest = Math.min(1, ...rates.filter((rate) => rate !== null));
  return Math.max(0, Math.floor(lowest * 20 - 0.5) / 20);
}

function ratesOf({ from, to, interval, series }: Statistics): (number | null)[] {
  const times = timesOf(from, to, interval);
  const of = (name: 'delivered' | 'failed') =>
    valuesAt(
      times,
      series.map((point) => [point.time, point[name]] as const),
    );
  const [delivered, failed] = [of('delivered'), of('failed')];
  return delivered.map((value, at) => {
    const ended = value + (failed[at] ?? 0);
    return ended === 0 ? null : value / ended;
  });
}
