import { Redis } from 'ioredis';
import type { ApiSettings } from '#config';
import { QueueAdmin } from '#queue';
import type { ApiClient } from '../client/api-client.js';

/** A step did not pass; the message is what was found, the hint is one line that says what to do. */
export class StepFailed extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'StepFailed';
  }
}

/** What the steps of one verification share: the connections, and the message they follow. */
export class Verification {
  readonly queue = 'message_queue:sms';
  readonly redis: Redis;
  readonly admin: QueueAdmin;
  messageId = '';
  private paused = false;

  constructor(
    readonly settings: ApiSettings,
    readonly api: ApiClient,
  ) {
    this.redis = new Redis(settings.redisUrl, {
      lazyConnect: true,
      connectTimeout: 3_000,
      commandTimeout: 5_000,
      retryStrategy: () => null,
    });
    // What goes wrong is told by the command that fails.
    this.redis.on('error', () => undefined);
    this.admin = new QueueAdmin(settings.redisUrl);
  }

  /** Holds the queue still, so that what is in it can be looked at. */
  async pause(): Promise<void> {
    if ((await this.admin.stats(this.queue)).paused) {
      throw new StepFailed(
        `${this.queue} is paused already`,
        `Resume it: npm run queues resume ${this.queue}`,
      );
    }
    this.paused = true;
    await this.admin.pause(this.queue, { by: 'sendstream verify' }).catch((error: Error) => {
      throw new StepFailed(error.message, 'End the processor that does not obey, and start it again.');
    });
  }

  /** Ends our own pause; somebody else's stays. */
  async resume(): Promise<void> {
    if (!this.paused) return;
    this.paused = false;
    await this.admin.resume(this.queue);
  }

  async close(): Promise<void> {
    try {
      await this.resume();
    } finally {
      await this.admin.close();
      this.redis.disconnect();
    }
  }
}
