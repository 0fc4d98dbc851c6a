import { PACE_BURST_MS, type PaceAnswer, type PaceRequest, type Rate } from './pace-buckets.js';

/** However many processes there are: slower than one unit in so many milliseconds nobody is. */
const TRICKLE_MS = 10_000;
/** Buckets that stand still are forgotten beyond so many. */
const MAX_BUCKETS = 10_000;

/**
 * One process's careful share of each bucket, for while Redis is away: the rate divided by the processes there were. Of a
 * limit of the day it lets a trickle through, since nobody knows what is left of it.
 */
export class LocalShare {
  private readonly free = new Map<string, number>();

  /** `clock`: a steady one, in milliseconds. */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** `processes`: how many share. */
  take({ units, buckets }: PaceRequest, processes: number): PaceAnswer {
    const now = this.clock();
    const frees = buckets.map(({ name }) => Math.max(this.free.get(name) ?? now, now - PACE_BURST_MS));
    const last = Math.max(...frees);
    if (last > now)
      return { waitMs: Math.ceil(last - now), bucket: buckets[frees.indexOf(last)]?.name ?? null };
    if (this.free.size > MAX_BUCKETS) this.free.clear();
    buckets.forEach(({ name, rate }, index) =>
      this.free.set(name, (frees[index] as number) + units * intervalOf(rate, processes)),
    );
    return { waitMs: 0, bucket: null };
  }
}

function intervalOf({ perSecond, perDay }: Rate, processes: number): number {
  if (perDay !== null) return TRICKLE_MS;
  return Math.min((1_000 * processes) / (perSecond ?? Infinity), TRICKLE_MS);
}
