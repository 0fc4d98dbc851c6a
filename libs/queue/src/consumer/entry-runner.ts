import { Logger } from '@nestjs/common';
import { QueueContext } from './queue-context.js';
import { PoisonError, TransientError } from '../queue-errors.js';
import { DELETED_WHEN_HANDLED } from '../queue-keys.js';
import { describeError } from '../redis/describe-error.js';
import type { RedisLink } from '../redis/redis-link.js';
import { buryEntry } from '../scripts/bury-entry.js';
import type { AckBatch } from './ack-batch.js';
import type { PauseGate } from './pause-gate.js';
import type { TransientRetries } from './transient-retries.js';
import { type QueueEntry, dataOf, fieldOf } from './queue-entry.js';

/** Calls the handler of the queue; rejects with the handler's own error. */
export type Invoke = (data: object, context: QueueContext) => Promise<void>;

/** Why an entry became a dead letter. */
export type BuriedFor = 'delivered_too_often' | 'failed' | 'unreadable';

export interface EntryRunnerParts {
  queue: string;
  group: string;
  maxDeliveries: number;
  link: RedisLink;
  acks: AckBatch;
  retries: TransientRetries;
  gate: PauseGate;
  stop: AbortSignal;
  invoke: Invoke;
  /** Gives the slot of an entry to others. */
  leaveSlot: (id: string) => void;
  wordsOf: WordsOf;
  /** Told of each entry that became a dead letter. */
  buried: (queue: string, reason: BuriedFor) => void;
}

/** What the log says of an entry: what its data names. */
export type WordsOf = (data: object) => Record<string, unknown>;

/** `abandoned`: we shut down before the handler came to an end; the entry is for others now. */
export type EntryOutcome = 'ended' | 'abandoned';

const MAX_REASON = 500;

/** Takes one entry to its end: acknowledged, left for redelivery, or buried. */
export class EntryRunner {
  private readonly logger = new Logger(EntryRunner.name);
  private endedAt = performance.now();

  constructor(private readonly parts: EntryRunnerParts) {}

  /** Monotonic time when a call of the handler last ended, well or not. */
  get lastEnded(): number {
    return this.endedAt;
  }

  /** Never rejects. */
  async run(entry: QueueEntry): Promise<EntryOutcome> {
    const { queue, maxDeliveries, acks } = this.parts;
    if (entry.deliveries > maxDeliveries) {
      const reason = `delivered ${maxDeliveries} times, and no delivery came to an end`;
      await this.bury(entry, 'delivered_too_often', reason);
      return 'ended';
    }
    try {
      const data = dataOf(entry);
      const traceparent = fieldOf(entry, 'traceparent');
      const headers = traceparent === undefined ? {} : { traceparent };
      const leaveSlot = () => this.parts.leaveSlot(entry.id);
      const context = new QueueContext([queue, entry.id, entry.deliveries, headers, leaveSlot]);
      const reason = await this.call(data, context);
      if (reason !== undefined && !(await this.heldBack(reason, data, context))) return 'abandoned';
      acks.add(entry.id, fieldOf(entry, DELETED_WHEN_HANDLED) !== undefined);
    } catch (error) {
      await this.failed(entry, error);
    }
    return 'ended';
  }

  /** What holds the handler back for now; nothing when it has ended well. */
  private async call(data: object, context: QueueContext): Promise<TransientError | undefined> {
    try {
      await this.parts.invoke(data, context);
      return undefined;
    } catch (error) {
      if (error instanceof TransientError) return error;
      throw error;
    } finally {
      this.endedAt = performance.now();
    }
  }

  /** Calls the handler until it ends other than by a TransientError. False if we shut down before that. */
  private async heldBack(first: TransientError, data: object, context: QueueContext): Promise<boolean> {
    const { retries, gate, stop } = this.parts;
    retries.enter(first);
    try {
      let reason: TransientError | undefined = first;
      for (let attempt = 0; reason !== undefined; attempt += 1) {
        await retries.wait(reason, attempt);
        await gate.opened();
        if (stop.aborted) return false;
        reason = await this.call(data, context);
      }
      return true;
    } finally {
      retries.leave();
    }
  }

  private async failed(entry: QueueEntry, error: unknown): Promise<void> {
    if (error instanceof PoisonError) return this.bury(entry, 'unreadable', error.reason);
    const { queue, maxDeliveries } = this.parts;
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    this.logger.error({
      msg: 'the handler failed',
      queue,
      ...this.wordsOf(entry),
      entry_id: entry.id,
      delivery: entry.deliveries,
      max_deliveries: maxDeliveries,
      error: message,
      error_name: name,
      stack,
    });
    if (entry.deliveries >= maxDeliveries)
      await this.bury(entry, 'failed', `failed ${entry.deliveries} times: ${message}`);
  }

  /** Nothing for one that cannot be read. */
  private wordsOf(entry: QueueEntry): Record<string, unknown> {
    try {
      return this.parts.wordsOf(dataOf(entry));
    } catch {
      return {};
    }
  }

  private async bury(entry: QueueEntry, why: BuriedFor, reason: string): Promise<void> {
    const { queue, group, link, buried } = this.parts;
    const keys = [link.keys.stream(queue), link.keys.dead(queue)];
    const what = [entry.id, fieldOf(entry, 'data') ?? '', reason.slice(0, MAX_REASON), entry.deliveries];
    const carried = [fieldOf(entry, 'traceparent') ?? '', fieldOf(entry, DELETED_WHEN_HANDLED) ?? ''];
    const args = [group, ...what, new Date().toISOString(), ...carried];
    try {
      await link.run((redis) => buryEntry.run(redis, keys, args));
      buried(queue, why);
      this.logger.warn({
        msg: 'entry moved to the dead stream',
        queue,
        ...this.wordsOf(entry),
        entry_id: entry.id,
        delivery: entry.deliveries,
        reason: reason.slice(0, MAX_REASON),
      });
    } catch (error) {
      // Still pending, so it comes back after the visibility time and is buried then.
      this.logger.warn({
        msg: 'the entry could not be moved to the dead stream',
        queue,
        entry_id: entry.id,
        error: describeError(error),
      });
    }
  }
}
