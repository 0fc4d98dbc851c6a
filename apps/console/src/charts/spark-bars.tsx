import type { SeriesColour } from './series.js';
import './spark-bars.css';

const HEIGHT = 24;
const MIN_HEIGHT = 1.5;

/** A row of numbers as small bars, to see its course at a glance. What it says stands beside it in words. */
export function SparkBars({ values, colour }: { values: number[]; colour: SeriesColour }) {
  const highest = Math.max(1, ...values);
  return (
    <svg
      className="spark-bars"
      viewBox={`0 0 ${values.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      data-series={colour}
      aria-hidden
    >
      {values.map((value, at) => {
        const height = value === 0 ? 0 : Math.max(MIN_HEIGHT, (value / highest) * HEIGHT);
        return <rect key={at} x={at + 0.14} width={0.72} y={HEIGHT - height} height={height} />;
      })}
    </svg>
  );
}
