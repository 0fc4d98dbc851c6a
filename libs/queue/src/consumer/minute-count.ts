const PART_MS = 5_000;
const PARTS = 12;

/** How often something happened in the last minute, to within five seconds. */
export class MinuteCount {
  private readonly counts = new Array<number>(PARTS).fill(0);
  /** The number of the newest part. */
  private newest = 0;

  add(now = performance.now()): void {
    this.moveTo(now);
    const place = this.newest % PARTS;
    this.counts[place] = (this.counts[place] as number) + 1;
  }

  lastMinute(now = performance.now()): number {
    this.moveTo(now);
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Empties the parts that have begun since. */
  private moveTo(now: number): void {
    const part = Math.floor(now / PART_MS);
    for (let next = Math.max(this.newest + 1, part - PARTS + 1); next <= part; next += 1)
      this.counts[next % PARTS] = 0;
    this.newest = part;
  }
}
