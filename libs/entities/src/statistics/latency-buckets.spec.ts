import { SLO_CHOICES } from '#config';
import { countBelow, LATENCY_BOUNDS, latencyOf } from './latency-buckets.js';

/** The histogram of these times, in milliseconds, as PostgreSQL's width_bucket makes it. */
function histogram(times: number[]): number[] {
  const counts = new Array<number>(LATENCY_BOUNDS.length + 1).fill(0);
  for (const time of times) {
    const bucket = LATENCY_BOUNDS.filter((bound) => bound <= time).length;
    counts[bucket] = (counts[bucket] as number) + 1;
  }
  return counts;
}

it('has buckets that rise, each at most a quarter wider than the one before', () => {
  const widths = LATENCY_BOUNDS.slice(1).map((bound, n) => bound / (LATENCY_BOUNDS[n] as number));
  expect(Math.min(...widths)).toBeGreaterThan(1);
  expect(Math.max(...widths)).toBeLessThanOrEqual(1.25 + 1e-9);
});

it('begins a bucket at every number of seconds that can be aimed at', () => {
  for (const seconds of SLO_CHOICES) expect(LATENCY_BOUNDS).toContain(seconds * 1_000);
});

it('tells percentiles that are off by at most 12 %', () => {
  for (let power = 0; power < 8; power += 0.037) {
    const time = 10 ** power;
    const { p50, p95, p99 } = latencyOf(histogram([time]));
    for (const told of [p50, p95, p99])
      expect(Math.abs((told as number) / time - 1)).toBeLessThanOrEqual(0.12);
  }
});

it('tells the percentile of the message that has that rank', () => {
  const times = [...Array<number>(95).fill(100), ...Array<number>(4).fill(1_000), 60_000];
  const { count, p50, p95, p99 } = latencyOf(histogram(times));
  expect(count).toBe(100);
  expect([p50, p95]).toEqual([112, 112]);
  expect(p99).toBe(1_118);
});

it('counts exactly what took less than a bound', () => {
  const counts = histogram([9_999.999, 10_000, 5, 0.1, 10 ** 9]);
  expect(countBelow(counts, 10_000)).toBe(3);
  expect(() => countBelow(counts, 10_001)).toThrow(RangeError);
});

it('tells of no message nothing', () => {
  expect(latencyOf(histogram([]))).toEqual({ count: 0, p50: null, p95: null, p99: null });
});
