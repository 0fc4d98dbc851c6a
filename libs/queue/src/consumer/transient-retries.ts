import { Logger } from '@nestjs/common';
import { OutageLog } from '#config';
import { setMaxListeners } from 'node:events';
import { TransientError } from '../queue-errors.js';
import { jitteredBackoff, sleep } from '../redis/timing.js';

const BASE_MS = 100;
const CAP_MS = 5_000;
/** Longest wait a handler may ask for: a slot is asked again at least this often. */
const MAX_WAIT_MS = 60_000;

/** The entries of one queue that wait in their slots for something outside to come back. */
export class TransientRetries {
  private readonly held: OutageLog;
  private waiting = 0;

  constructor(
    queue: string,
    private readonly stop: AbortSignal,
  ) {
    // Every entry in a slot may wait on it; Node warns of more than ten listeners as of a leak.
    setMaxListeners(0, stop);
    this.held = new OutageLog(new Logger(TransientRetries.name), {
      lasts: 'the queue is held back',
      over: 'the queue is no longer held back',
      of: { queue },
    });
  }

  get count(): number {
    return this.waiting;
  }

  /** An entry begins to wait. */
  enter(error: TransientError): void {
    this.waiting += 1;
    this.held.failed(error);
  }

  /** An entry waits no more, be it that its handler ended or that we shut down. */
  leave(): void {
    this.waiting -= 1;
    if (this.waiting > 0 || this.stop.aborted) return;
    this.held.worked();
  }

  /** Waits before the next call; `attempt` counts the calls so far from 0. Ends at once when we shut down. */
  async wait(error: TransientError, attempt: number): Promise<void> {
    this.held.failed(error);
    const ms = Math.min(error.retryAfterMs ?? jitteredBackoff(attempt, BASE_MS, CAP_MS), MAX_WAIT_MS);
    await sleep(Math.max(0, ms), this.stop);
  }
}
