import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CALLBACK_CONCURRENCY, CallbackClient, NoAnswerError } from './callback-client.js';
import { Fifo } from './fifo.js';
import { retryDelayMs, type RetryPolicy, type FailedAttempt } from './retry-policy.js';

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
const MAX_QUEUED = 200_000;

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
    if (this.waiting.length + this.retries.size >= MAX_QUEUED) {
      if (this.dropped++ % 1_000 === 0) this.logger.warn({ msg: 'Webhooks dropped', dropped: this.dropped });
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
    const { end, error } = await this.post(job);
    job.tries += 1;
    callback.tried({ httpStatus: typeof end === 'number' ? end : null, error });
    job.firstTryEnded();
    if (!this.isClosed && callback.retry.retries(end)) this.retryLater(job);
  }

  /** No try goes on beyond the time of all. */
  private async post({ callback, since }: Job): Promise<{ end: FailedAttempt; error: string | null }> {
    const { url, retry } = callback;
    const left = Math.max(retry.giveUpAfterMs - (Date.now() - since), 1);
    const timeouts = {
      connectMs: Math.min(retry.connectMs, left),
      readMs: Math.min(retry.readMs, left),
    };
    try {
      const { headers, body } = callback.compose();
      return { end: await this.client.post(url, headers, body, timeouts), error: null };
    } catch (error) {
      const connected = error instanceof NoAnswerError && error.connected;
      const { code, message } = error as NodeJS.ErrnoException;
      return { end: connected ? 'no answer' : 'not connected', error: code ?? message };
    }
  }

  private retryLater(job: Job): void {
    const { retry } = job.callback;
    const delay = retryDelayMs(retry, job.tries);
    if (job.tries > retry.maxRetries || Date.now() + delay - job.since > retry.giveUpAfterMs) return;
    const timer = setTimeout(() => {
      this.retries.delete(timer);
      this.enqueue(job);
    }, delay);
    this.retries.add(timer);
  }
}
