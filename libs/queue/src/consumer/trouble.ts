import { Logger } from '@nestjs/common';
import { describeError } from '../redis/describe-error.js';

/** Where a fault shows itself: in the reads, or in the beats. */
export type TroubleSource = 'read' | 'beat';

/**
 * What keeps one queue from being consumed. Logged once when it begins and once when it is over, however often and
 * wherever it shows itself meanwhile.
 */
export class Trouble {
  private readonly logger = new Logger(Trouble.name);
  private readonly faults = new Map<TroubleSource, { error: string; failures: number }>();
  private since = 0;

  constructor(private readonly queue: string) {}

  /** What is wrong now, or null. */
  get error(): string | null {
    const [fault] = this.faults.values();
    return fault?.error ?? null;
  }

  /** Notes a failure; returns how many there were in a row at this source. */
  failed(source: TroubleSource, failure: unknown): number {
    const error = describeError(failure);
    const failures = (this.faults.get(source)?.failures ?? 0) + 1;
    if (this.faults.size === 0) {
      this.since = performance.now();
      this.logger.warn({ msg: 'the queue is out of reach; trying again', queue: this.queue, error });
    }
    this.faults.set(source, { error, failures });
    return failures;
  }

  over(source: TroubleSource): void {
    if (!this.faults.delete(source) || this.faults.size > 0) return;
    const lastedMs = Math.round(performance.now() - this.since);
    this.logger.log({ msg: 'the queue is in reach again', queue: this.queue, lastedMs });
  }
}
