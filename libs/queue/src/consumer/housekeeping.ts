import { Logger } from '@nestjs/common';
import { consumersKey } from '../queue-keys.js';
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
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly link: RedisLink,
    private readonly group: string,
    private readonly retention: Retention,
    private readonly queues: readonly QueueConsumer[],
  ) {}

  start(): void {
    if (this.stopped) return;
    // Spread, so that many processes do not do the same work at the same moment.
    const ms = EVERY_MS * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => (this.working = this.work().finally(() => this.start())), ms);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private async work(): Promise<void> {
    for (const { queue } of this.queues) {
      if (this.stopped) return;
      try {
        await trimQueue(this.link, queue, this.group, this.retention);
        await this.link.run((redis) =>
          forgetDeadConsumers.run(redis, [queue, consumersKey(queue)], [this.group, SILENCE_MS]),
        );
      } catch (error) {
        this.logger.debug({ msg: 'housekeeping failed', queue, error: describeError(error) });
      }
    }
  }
}
