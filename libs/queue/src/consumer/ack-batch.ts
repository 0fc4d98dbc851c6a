import { Logger } from '@nestjs/common';
import { MinuteCount } from './minute-count.js';
import { describeError } from '../redis/describe-error.js';
import type { RedisLink } from '../redis/redis-link.js';

/** Acknowledgements owed to a Redis that is away; beyond this the oldest are given up. */
const MAX_OWED = 10_000;

/**
 * Acknowledges the entries that ended well in one turn of the event loop with one command. What Redis did not confirm
 * is kept for {@link retry}; a lost acknowledgement only means that the entry is delivered again.
 */
export class AckBatch {
  /** Entries that ended well. */
  readonly handled = new MinuteCount();
  private readonly logger = new Logger(AckBatch.name);
  /** Everything that is not yet confirmed: collected, sent or failed. */
  private readonly unconfirmed = new Set<string>();
  /** Of those, the ones that are deleted as well. */
  private readonly passing = new Set<string>();
  private readonly stream: string;
  private collected: string[] = [];
  private failed: string[] = [];
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly link: RedisLink,
    private readonly queue: string,
    private readonly group: string,
  ) {
    this.stream = link.keys.stream(queue);
  }

  /** True for an entry that has ended here and must not run again although Redis may still call it pending. */
  has(id: string): boolean {
    return this.unconfirmed.has(id);
  }

  /** `passing`: it is not kept for inspection. */
  add(id: string, passing = false): void {
    this.unconfirmed.add(id);
    this.handled.add();
    if (passing) this.passing.add(id);
    if (this.collected.push(id) === 1) setImmediate(() => this.flush());
  }

  /** Sends what failed once more. Called when Redis was seen to answer. */
  retry(): void {
    if (this.failed.length === 0) return;
    if (this.collected.length === 0) setImmediate(() => this.flush());
    this.collected.push(...this.failed);
    this.failed = [];
  }

  /** Sends what is collected, and resolves when everything sent has been answered one way or the other. */
  async flushed(): Promise<void> {
    this.retry();
    this.flush();
    await this.sending;
  }

  private flush(): void {
    const ids = this.collected;
    if (ids.length === 0) return;
    this.collected = [];
    const sent = this.send(ids);
    this.sending = Promise.all([this.sending, sent]).then(() => undefined);
  }

  private async send(ids: string[]): Promise<void> {
    try {
      await this.link.run((redis) => redis.xack(this.stream, this.group, ...ids));
      const passing = this.passing.size === 0 ? [] : ids.filter((id) => this.passing.has(id));
      if (passing.length > 0) await this.link.run((redis) => redis.xdel(this.stream, ...passing));
      for (const id of ids) this.confirmed(id);
    } catch (error) {
      this.logger.debug({ msg: 'acknowledgement failed', queue: this.queue, error: describeError(error) });
      this.failed.push(...ids);
      const tooMany = this.failed.splice(0, Math.max(0, this.failed.length - MAX_OWED));
      for (const id of tooMany) this.confirmed(id);
    }
  }

  private confirmed(id: string): void {
    this.unconfirmed.delete(id);
    this.passing.delete(id);
  }
}
