import { Logger } from '@nestjs/common';
import { describeError } from '../redis/describe-error.js';

/** Where a fault shows itself: in the reads, or in the beats. */
export type TroubleSource = 'read' | 'beat';

/** What begins so soon after a trouble was over is the rest of it. */
const ECHO_MS = 2_000;

/**
 * What keeps the queues of a process from being consumed. Logged once when it begins and once when it is over, however
 * often, at how many queues and wherever it shows itself meanwhile.
 */
export class Troubles {
  private readonly logger = new Logger('Trouble');
  private readonly queues = new Set<string>();
  private since = 0;
  private overAt = -Infinity;
  private told = false;
  private echo: NodeJS.Timeout | undefined;

  began(queue: string, error: string): void {
    this.queues.add(queue);
    if (this.queues.size > 1) return;
    this.since = performance.now();
    const tell = () => {
      this.told = true;
      this.logger.warn({ msg: 'the queue is out of reach; trying again', queue, error });
    };
    if (this.since - this.overAt > ECHO_MS) tell();
    else this.echo = setTimeout(tell, ECHO_MS).unref();
  }

  over(queue: string): void {
    if (!this.queues.delete(queue) || this.queues.size > 0) return;
    clearTimeout(this.echo);
    this.overAt = performance.now();
    if (this.told)
      this.logger.log({
        msg: 'the queue is in reach again',
        queue,
        lastedMs: Math.round(this.overAt - this.since),
      });
    this.told = false;
  }
}

/** What keeps one queue from being consumed. */
export class Trouble {
  private readonly faults = new Map<TroubleSource, { error: string; failures: number }>();

  constructor(
    private readonly queue: string,
    private readonly all: Troubles,
  ) {}

  /** What is wrong now, or null. */
  get error(): string | null {
    const [fault] = this.faults.values();
    return fault?.error ?? null;
  }

  /** Notes a failure; returns how many there were in a row at this source. */
  failed(source: TroubleSource, failure: unknown): number {
    const error = describeError(failure);
    const failures = (this.faults.get(source)?.failures ?? 0) + 1;
    if (this.faults.size === 0) this.all.began(this.queue, error);
    this.faults.set(source, { error, failures });
    return failures;
  }

  over(source: TroubleSource): void {
    if (this.faults.delete(source) && this.faults.size === 0) this.all.over(this.queue);
  }
}
