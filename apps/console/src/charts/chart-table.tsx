import { Text } from '../ui/text.js';
import { type Series, type Step, timeText } from './series.js';

interface ChartTableProps {
  label: string;
  times: number[];
  step: Step;
  series: Series[];
  format: (value: number) => string;
}

/** What a chart shows, as numbers, newest first. */
export function ChartTable({ label, times, step, series, format }: ChartTableProps) {
  const rows = times.map((time, at) => ({ time, at })).reverse();
  return (
    <div className="chart-table" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{step === 'day' ? 'Day (UTC)' : 'From'}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                <Text>{name}</Text>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, at }) => (
            <tr key={time}>
              <th scope="row">{timeText(time, step)}</th>
              {series.map(({ name, values }) => (
                <td key={name}>{cell(values[at], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cell = (value: number | null | undefined, format: ChartTableProps['format']) =>
  value === null || value === undefined ? '–' : format(value);
