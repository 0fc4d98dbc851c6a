import { Logger } from '@nestjs/common';
import { describeError } from '../redis/describe-error.js';

/** A fault that lasts: logged once when it begins and once when it is over, however often it shows itself. */
export class Trouble {
  private readonly logger: Logger;
  private since: number | undefined;
  private message: string | null = null;
  private failures = 0;

  constructor(
    context: string,
    private readonly queue: string,
  ) {
    this.logger = new Logger(context);
  }

  /** What is wrong now, or null. */
  get error(): string | null {
    return this.message;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.failures;
  }

  failed(error: unknown): void {
    this.message = describeError(error);
    this.failures += 1;
    if (this.since !== undefined) return;
    this.since = performance.now();
    this.logger.warn({ msg: 'cannot read the queue; trying again', queue: this.queue, error: this.message });
  }

  over(): void {
    if (this.since === undefined) return;
    const lastedMs = Math.round(performance.now() - this.since);
    this.logger.log({ msg: 'the queue is read again', queue: this.queue, lastedMs, failures: this.failures });
    this.since = undefined;
    this.message = null;
    this.failures = 0;
  }
}
