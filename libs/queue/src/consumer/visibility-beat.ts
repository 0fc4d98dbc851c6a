import { Logger } from '@nestjs/common';
import { describeError } from '../redis/describe-error.js';
import type { RedisLink } from '../redis/redis-link.js';
import { extendVisibility } from '../scripts/extend-visibility.js';
import type { QueueConsumer } from './queue-consumer.js';

/**
 * Three times per visibility time, in one round trip for all queues: keeps the entries in hand invisible to other
 * consumers, then looks whether there are entries nobody keeps any more. In this order, so that an entry in hand here
 * never looks abandoned to ourselves, however late the beat.
 */
export class VisibilityBeat {
  private readonly logger = new Logger(VisibilityBeat.name);
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly link: RedisLink,
    private readonly options: { group: string; consumer: string; visibilityMs: number },
    private readonly queues: readonly QueueConsumer[],
  ) {}

  start(): void {
    this.link.onReady(() => this.soon(0));
    this.soon(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.beating;
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.beating ??= this.beat();
    }, ms);
  }

  private async beat(): Promise<void> {
    await Promise.all(this.queues.map((queue) => this.beatFor(queue)));
    this.beating = undefined;
    this.soon(this.options.visibilityMs / 3);
  }

  private async beatFor({ queue, slots, reader }: QueueConsumer): Promise<void> {
    const { group, consumer, visibilityMs } = this.options;
    const ids = slots.ids();
    try {
      const abandoned = await this.link.run(async (redis) => {
        const extended =
          ids.length > 0 ? extendVisibility.run(redis, [queue], [group, consumer, ...ids]) : undefined;
        const idle = redis.xpending(queue, group, 'IDLE', visibilityMs, '-', '+', 1);
        const [, found] = await Promise.all([extended, idle]);
        return found.length > 0;
      });
      if (abandoned) reader.claimSoon();
    } catch (error) {
      // Redis away, or the group is being made again: both are the reader's to report and to mend.
      this.logger.debug({ msg: 'visibility beat failed', queue, error: describeError(error) });
    }
  }
}
