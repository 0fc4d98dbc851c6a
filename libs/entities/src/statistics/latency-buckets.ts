/** Within a decade; the widest is a quarter wider than the one before. */
const STEPS = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8];
const DECADES = 8;

/**
 * Where the buckets of a histogram of times begin, in milliseconds, from 1 ms to 100,000 s; a further bucket, the first,
 * is of what took less. Seconds that people agree on are among them: how many took less than that is known exactly.
 */
export const LATENCY_BOUNDS: readonly number[] = [
  ...Array.from({ length: DECADES }, (_, decade) => STEPS.map((step) => step * 10 ** decade)).flat(),
  10 ** DECADES,
];

/** How many messages took how long: at [n] those from the nth bound on to the next. */
export type LatencyCounts = readonly number[];

/** What is told of a histogram. */
export interface Latency {
  count: number;
  /** Milliseconds; null of no message. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** Off by at most 12 %: a percentile is told as the (geometric) middle of its bucket. */
export function latencyOf(counts: LatencyCounts): Latency {
  const count = counts.reduce((sum, some) => sum + some, 0);
  const at = (share: number) => (count === 0 ? null : middleOf(bucketOf(counts, Math.ceil(share * count))));
  return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** How many took less than that, which is one of the bounds: exactly. */
export function countBelow(counts: LatencyCounts, ms: number): number {
  const bound = LATENCY_BOUNDS.indexOf(ms);
  if (bound < 0) throw new RangeError(`${ms} ms is where no bucket begins`);
  return counts.slice(0, bound + 1).reduce((sum, some) => sum + some, 0);
}

/** The bucket of the message that is the `rank`th of all, the fastest first. */
function bucketOf(counts: LatencyCounts, rank: number): number {
  let before = 0;
  return counts.findIndex((some) => (before += some) >= rank);
}

function middleOf(bucket: number): number {
  const last = LATENCY_BOUNDS.length;
  const from = LATENCY_BOUNDS[Math.max(bucket - 1, 0)] as number;
  if (bucket === 0 || bucket === last) return from;
  const middle = Math.sqrt(from * (LATENCY_BOUNDS[bucket] as number));
  return middle < 100 ? Math.round(middle * 10) / 10 : Math.round(middle);
}
