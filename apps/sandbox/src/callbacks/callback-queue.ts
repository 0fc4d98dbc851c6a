import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CALLBACK_CONCURRENCY, CallbackClient } from './callback-client.js';
import { Fifo } from './fifo.js';
import { retryDelayMs, type RetryPolicy } from './retry-policy.js';

/** How a try ended: an HTTP status, or the reason why there was none. */
export interface CallbackResult {
  httpStatus: number | null;
  error: string | null;
}

/** Something to tell the other side until it has heard it. */
export interface Callback {
  url: string;
  retry: RetryPolicy;
  /** Asked for every try, since some signatures cover the time of sending. */
  compose(): { headers: Record<string, string>; body: string };
  /** Told after every try. */
  tried(result: CallbackResult): void;
}

interface Job {
  callback: Callback;
  tries: number;
  since: number;
  firstTryEnded: () => void;
}

/** Past this many, new callbacks are dropped (and logged): a receiver that is down must not fill the memory. */
const MOST_WAITING = 200_000;

/** Delivers callbacks, 50 at a time, in the order they came; what failed is tried again by its own policy. */
@Injectable()
export class CallbackQueue implements OnApplicationShutdown {
  private readonly logger = new Logger(CallbackQueue.name);
  private readonly client = new CallbackClient();
  private readonly waiting = new Fifo<Job>();
  private readonly retries = new Set<NodeJS.Timeout>();
  private active = 0;
  private dropped = 0;
  private isClosed = false;

  /** Resolves when the first try has ended, well or not. Never rejects. */
  deliver(callback: Callback): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    if (this.waiting.length + this.retries.size >= MOST_WAITING) {
      if (this.dropped++ % 1_000 === 0) this.logger.warn({ msg: 'Callbacks dropped', dropped: this.dropped });
      return Promise.resolve();
    }
    return new Promise((firstTryEnded) => {
      this.enqueue({ callback, tries: 0, since: Date.now(), firstTryEnded });
    });
  }

  onApplicationShutdown(): void {
    this.isClosed = true;
    for (const timer of this.retries) clearTimeout(timer);
    this.retries.clear();
    this.client.close();
  }

  private enqueue(job: Job): void {
    this.waiting.push(job);
    this.pump();
  }

  private pump(): void {
    while (!this.isClosed && this.active < CALLBACK_CONCURRENCY) {
      const job = this.waiting.shift();
      if (!job) return;
      this.active += 1;
      void this.attempt(job).finally(() => {
        this.active -= 1;
        this.pump();
      });
    }
  }

  private async attempt(job: Job): Promise<void> {
    const { callback } = job;
    const result = await this.post(callback);
    job.tries += 1;
    callback.tried(result);
    job.firstTryEnded();
    if (!this.isClosed && callback.retry.retries(result.httpStatus)) this.retryLater(job);
  }

  private async post(callback: Callback): Promise<CallbackResult> {
    try {
      const { headers, body } = callback.compose();
      return { httpStatus: await this.client.post(callback.url, headers, body), error: null };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { httpStatus: null, error: code ?? message };
    }
  }

  private retryLater(job: Job): void {
    const delay = retryDelayMs(job.callback.retry, job.tries);
    if (Date.now() + delay - job.since > job.callback.retry.giveUpAfterMs) return;
    const timer = setTimeout(() => {
      this.retries.delete(timer);
      this.enqueue(job);
    }, delay);
    this.retries.add(timer);
  }
}
