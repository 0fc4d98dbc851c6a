import type { AccountError } from '#providers';

/** Milliseconds from the first refusal to the first trial, and at most between two. */
interface TrialIntervals {
  firstMs: number;
  maxMs: number;
}

/** What an operator mends is noticed no later than it took him, and within a minute. */
const UNTIL_MENDED: TrialIntervals = { firstMs: 1_000, maxMs: 60_000 };
/** A quota comes back with time: asking often does not help, and counts. */
const UNTIL_REFILLED: TrialIntervals = { firstMs: 60_000, maxMs: 300_000 };

/** Since when and why a provider refuses us, and when it is asked again: each pause is twice the one before. */
export class AccountHold {
  readonly since = new Date();
  private pauseMs: number;
  private trialAt: number;

  constructor(private fault: AccountError) {
    this.pauseMs = this.intervals.firstMs;
    this.trialAt = performance.now() + this.firstPause();
  }

  get what(): string {
    return this.fault.problem.what;
  }

  get remedy(): string {
    return this.fault.problem.remedy;
  }

  get isQuota(): boolean {
    return this.fault.problem.isQuota;
  }

  /** Until the next trial; 0 when it may be made. */
  get remainingMs(): number {
    return Math.max(0, this.trialAt - performance.now());
  }

  /** Refused again. Only a trial makes the pauses longer: many calls may have been under way when it began. */
  refusedAgain(fault: AccountError): void {
    this.fault = fault;
    if (this.remainingMs > 0) return;
    this.pauseMs = Math.min(this.pauseMs * 2, this.intervals.maxMs);
    this.trialAt = performance.now() + Math.max(this.pauseMs, this.askedFor);
  }

  /** A trial ended without a word on the account. */
  notAnswered(): void {
    if (this.remainingMs === 0) this.trialAt = performance.now() + this.pauseMs;
  }

  private firstPause(): number {
    return Math.max(this.pauseMs, this.askedFor);
  }

  private get askedFor(): number {
    return Math.min(this.fault.retryAfterMs ?? 0, this.intervals.maxMs);
  }

  private get intervals(): TrialIntervals {
    return this.fault.problem.isQuota ? UNTIL_REFILLED : UNTIL_MENDED;
  }
}
