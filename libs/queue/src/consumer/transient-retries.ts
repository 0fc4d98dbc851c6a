import { Logger } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { TransientError } from '../queue-errors.js';
import { jitteredBackoff, sleep } from '../redis/timing.js';

const BASE_MS = 100;
const CAP_MS = 5_000;
/** Longest wait a handler may ask for: a slot is asked again at least this often. */
const MAX_WAIT_MS = 60_000;

/** The entries of one queue that wait in their slots for something outside to come back. */
export class TransientRetries {
  private readonly logger = new Logger(TransientRetries.name);
  private waiting = 0;

  constructor(
    private readonly queue: string,
    private readonly stop: AbortSignal,
  ) {
    // Every entry in a slot may wait on it; Node warns of more than ten listeners as of a leak.
    setMaxListeners(0, stop);
  }

  get count(): number {
    return this.waiting;
  }

  /** An entry begins to wait. The first one is logged with its reason. */
  enter(error: TransientError): void {
    this.waiting += 1;
    if (this.waiting > 1) return;
    this.logger.warn({ msg: 'the queue is held back', queue: this.queue, reason: error.message });
  }

  /** An entry waits no more, be it that its handler ended or that we shut down. */
  leave(): void {
    this.waiting -= 1;
    if (this.waiting > 0 || this.stop.aborted) return;
    this.logger.log({ msg: 'the queue is no longer held back', queue: this.queue });
  }

  /** Waits before the next call; `attempt` counts the calls so far from 0. Ends at once when we shut down. */
  async wait(error: TransientError, attempt: number): Promise<void> {
    const ms = Math.min(error.retryAfterMs ?? jitteredBackoff(attempt, BASE_MS, CAP_MS), MAX_WAIT_MS);
    await sleep(Math.max(0, ms), this.stop);
  }
}
