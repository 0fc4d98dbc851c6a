import { LimitError, RetryableError } from '#providers';

const DEFAULT_WAIT_MS = 2_000;
const MAX_WAIT_MS = 60_000;
const TOO_MANY_REQUESTS = 429;

/** For how long a provider wants to be left alone, as it said last. */
export class SlowDown {
  /** When it first asked. */
  since = new Date();
  private until = 0;
  private asked = false;

  /** It asked us to wait, and has answered nothing else since. */
  get lasts(): boolean {
    return this.asked;
  }

  get remainingMs(): number {
    return Math.max(0, this.until - performance.now());
  }

  /** Answers whether it is news: we were not waiting already. */
  ask(retryAfterMs: number | null): boolean {
    const isNews = this.remainingMs === 0;
    const until = performance.now() + Math.min(retryAfterMs ?? DEFAULT_WAIT_MS, MAX_WAIT_MS);
    if (!this.asked) this.since = new Date();
    this.asked = true;
    this.until = Math.max(this.until, until);
    return isNews;
  }

  /** It answered something else. What it asked for before is still kept to. */
  answered(): void {
    this.asked = false;
  }
}

/** Of everybody: a limit of one sender leaves the others alone. */
export function isRateLimited(error: unknown): error is RetryableError {
  if (error instanceof LimitError) return error.of === 'account';
  return error instanceof RetryableError && error.httpStatus === TOO_MANY_REQUESTS;
}
