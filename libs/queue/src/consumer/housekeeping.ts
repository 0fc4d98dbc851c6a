import { Logger } from '@nestjs/common';
import { BackgroundLoop, type OutageLog } from '#config';
import { describeError } from '../redis/describe-error.js';
import type { RedisLink } from '../redis/redis-link.js';
import { type Retention, trimQueue } from '../retention.js';
import { forgetDeadConsumers } from '../scripts/forget-dead-consumers.js';
import type { QueueConsumer } from './queue-consumer.js';

/** What was handled since then is handed out again when the group is lost. */
const EVERY_MS = 5_000;
/** Consumers silent for this long, with nothing pending, are forgotten. */
const SILENCE_MS = 10 * 60_000;

/** Every few seconds: trims handled entries, and forgets consumers that are long gone. */
export class Housekeeping {
  private readonly logger = new Logger(Housekeeping.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly link: RedisLink,
    private readonly options: { group: string; retention: Retention; outage: OutageLog },
    private readonly queues: readonly QueueConsumer[],
  ) {
    const { outage } = options;
    this.loop = new BackgroundLoop((signal) => this.work(signal), {
      ...{ name: 'housekeeping', everyMs: EVERY_MS, outage },
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async work(signal: AbortSignal): Promise<void> {
    const { group, retention } = this.options;
    const { keys } = this.link;
    for (const { queue } of this.queues) {
      if (signal.aborted) return;
      try {
        await trimQueue(this.link, queue, group, retention);
        await this.link.run((redis) =>
          forgetDeadConsumers.run(redis, [keys.stream(queue), keys.consumers(queue)], [group, SILENCE_MS]),
        );
      } catch (error) {
        this.logger.debug({ msg: 'housekeeping failed', queue, error: describeError(error) });
      }
    }
  }
}
