import { Injectable } from '@nestjs/common';
import { Behaviour } from '../behaviour/behaviour.js';
import type { InboxMessage } from '../inbox/inbox-message.js';
import { type CallbackResult, CallbackQueue } from './callback-queue.js';
import { recordCallback, recordTry } from './callback-record.js';
import type { RetryPolicy } from './retry-policy.js';

/** A callback of a message: where it goes, and its headers, made for every try. */
export interface MessageCallback {
  status: string;
  url: string;
  body: string;
  retry: RetryPolicy;
  headers(): Record<string, string>;
}

/** Posts callbacks of messages as the behaviour says, and notes on them what came of it. */
@Injectable()
export class CallbackSender {
  constructor(
    private readonly behaviour: Behaviour,
    private readonly queue: CallbackQueue,
  ) {}

  /**
   * Takes a message through its reports; `move` makes the callback of the message as it is then, or null for none. The next report waits
   * until the one before was told once; where callbacks are to be shuffled, all are told at the end.
   */
  async follow<Report extends string>(
    message: InboxMessage,
    reports: readonly Report[],
    move: (report: Report) => MessageCallback | null,
  ): Promise<void> {
    const waiting: MessageCallback[] = [];
    const { callbackShuffle } = this.behaviour.current();
    for (const report of reports) {
      await this.behaviour.beforeCallback();
      Object.assign(message, { status: report, updatedAt: new Date() });
      const callback = move(report);
      if (callback === null || this.behaviour.losesCallback()) continue;
      if (callbackShuffle) waiting.push(callback);
      else await this.tell(message, callback);
    }
    for (const callback of this.behaviour.inDeliveryOrder(waiting)) await this.tell(message, callback);
  }

  /** As many copies as callbacks have; answers how the first try ended, once each was tried. */
  async tell(
    message: InboxMessage,
    { status, url, body, retry, headers }: MessageCallback,
  ): Promise<CallbackResult> {
    let first: CallbackResult = { httpStatus: null, error: 'not sent' };
    let isFirst = true;
    const copies = Array.from({ length: this.behaviour.current().callbackCopies }, () => {
      const record = recordCallback(message, status, url);
      return this.queue.deliver({
        url,
        retry,
        compose: () => ({ headers: headers(), body }),
        tried: (result) => {
          if (isFirst) first = result;
          isFirst = false;
          recordTry(record, result);
        },
      });
    });
    await Promise.all(copies);
    return first;
  }
}
