import { Logger } from '@nestjs/common';
import { BackgroundLoop, type OutageLog } from '#config';
import { describeError } from '../redis/describe-error.js';
import type { RedisLink } from '../redis/redis-link.js';
import { extendVisibility } from '../scripts/extend-visibility.js';
import type { QueueConsumer } from './queue-consumer.js';

/**
 * Three times per visibility time, in one round trip for all queues: keeps the entries in hand invisible to other
 * consumers, then looks whether there are entries nobody keeps any more. In this order, so that an entry in hand here
 * never looks abandoned to ourselves, however late the beat.
 */
export class VisibilityExtender {
  private readonly logger = new Logger(VisibilityExtender.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly link: RedisLink,
    private readonly options: { group: string; consumer: string; visibilityMs: number; outage: OutageLog },
    private readonly queues: readonly QueueConsumer[],
  ) {
    const { visibilityMs, outage } = options;
    this.loop = new BackgroundLoop(() => this.beat(), {
      ...{ name: 'visibility beat', everyMs: visibilityMs / 3, jitter: 0, outage },
    });
  }

  start(): void {
    this.link.onReady(() => this.loop.soon());
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async beat(): Promise<void> {
    await Promise.all(this.queues.map((queue) => this.beatFor(queue)));
  }

  private async beatFor({ queue, slots, reader }: QueueConsumer): Promise<void> {
    const { group, consumer, visibilityMs } = this.options;
    const stream = this.link.keys.stream(queue);
    const ids = slots.ids();
    try {
      const abandoned = await this.link.run(async (redis) => {
        const extended =
          ids.length > 0 ? extendVisibility.run(redis, [stream], [group, consumer, ...ids]) : undefined;
        const idle = redis.xpending(stream, group, 'IDLE', visibilityMs, '-', '+', 1);
        const [, found] = await Promise.all([extended, idle]);
        return found.length > 0;
      });
      if (abandoned) reader.claimSoon();
    } catch (error) {
      // Redis away, or the group is being made again: both are the reader's to report and to mend.
      this.logger.debug({ msg: 'extending the visibility failed', queue, error: describeError(error) });
    }
  }
}
