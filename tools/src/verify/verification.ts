import type { ApiSettings } from '#config';
import { QueueAdmin, RedisLink } from '#queue';
import type { ApiClient } from '../client/api-client.js';

const COMMAND_TIMEOUT_MS = 5_000;

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
  readonly redis: RedisLink;
  readonly admin: QueueAdmin;
  messageId = '';
  private paused = false;

  constructor(
    readonly settings: ApiSettings,
    readonly api: ApiClient,
  ) {
    this.redis = new RedisLink(settings.redis, {
      name: 'verification',
      commandTimeoutMs: COMMAND_TIMEOUT_MS,
    });
    this.admin = new QueueAdmin(settings.redis);
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
      await Promise.all([this.admin.close(), this.redis.close()]);
    }
  }
}
