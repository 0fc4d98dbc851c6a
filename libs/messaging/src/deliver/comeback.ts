const STEP_MS = 1_000;
const FIRST_STEP = 5;
/** 5, 10, 20, ... a second: after so many seconds it takes 5,120, which is all. */
const STEPS = 10;

/**
 * After an outage load comes back in steps: a few messages in the first second, twice as many in each one after. What is beyond
 * goes by another account meanwhile.
 */
export class Comeback {
  private since = -Infinity;
  private step = -1;
  private left = 0;

  /** `clock`: a steady one, in milliseconds. */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** The outage is over. */
  begin(): void {
    this.since = this.clock();
    this.step = -1;
  }

  get lasts(): boolean {
    return this.clock() - this.since < STEPS * STEP_MS;
  }

  /** Whether one more message may go by it now, and counts it. */
  admits(): boolean {
    if (!this.lasts) return true;
    const step = Math.floor((this.clock() - this.since) / STEP_MS);
    if (step !== this.step) {
      this.step = step;
      this.left = FIRST_STEP * 2 ** step;
    }
    if (this.left === 0) return false;
    this.left -= 1;
    return true;
  }
}
