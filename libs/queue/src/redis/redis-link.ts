import { Redis } from 'ioredis';
import { QueueUnavailableError } from '../queue-errors.js';
import { CONNECTION } from './connection-options.js';
import { describeError, replyCode } from './describe-error.js';
import { jitteredBackoff, withDeadline } from './timing.js';

const FIRST_CONNECT_MS = 1_000;
const QUIT_MS = 500;
/** Replies that say "not now" rather than "wrong command". */
const OUTAGE_REPLIES = new Set(
  'LOADING READONLY OOM MASTERDOWN MISCONF NOREPLICAS BUSY CLUSTERDOWN NOAUTH WRONGPASS'.split(' '),
);

export interface RedisLinkOptions {
  /** Shown by `CLIENT LIST`. */
  name: string;
  /** No command waits longer than this for its reply. Milliseconds. */
  commandTimeoutMs: number;
}

/**
 * A shared, non-blocking connection that reconnects by itself for ever and never makes a caller wait for a Redis that
 * is not there. Commands of one tick travel together.
 */
export class RedisLink {
  readonly redis: Redis;
  private readonly firstAttempt: Promise<void>;
  private lastError: unknown;

  constructor(url: string, { name, commandTimeoutMs }: RedisLinkOptions) {
    this.redis = new Redis(url, {
      ...CONNECTION,
      // ioredis would name and introduce each connection before it calls it ready; if the connection is lost meanwhile,
      // it calls the dead one ready and never connects again. https://github.com/redis/ioredis/issues/2099
      disableClientInfo: true,
      commandTimeout: commandTimeoutMs,
      enableAutoPipelining: true,
      retryStrategy: (attempt) => jitteredBackoff(attempt, 50, 2_000),
      // After a failover this node is a replica: the address may lead to the new master.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    });
    this.redis.on('error', (error) => (this.lastError = error));
    this.redis.on(
      'ready',
      () => void this.redis.client('SETNAME', name).catch((error) => (this.lastError = error)),
    );
    this.firstAttempt = new Promise((resolve) => {
      setTimeout(resolve, FIRST_CONNECT_MS).unref();
      for (const event of ['ready', 'close', 'end']) this.redis.once(event, () => resolve());
    });
  }

  get isReady(): boolean {
    return this.redis.status === 'ready';
  }

  /** Calls `listener` after every connect and reconnect; at once if the connection stands. */
  onReady(listener: () => void): void {
    this.redis.on('ready', listener);
    if (this.isReady) listener();
  }

  /** Settles with the outcome of the first attempt to connect, within a second. Never rejects. */
  async attempted(): Promise<void> {
    await this.firstAttempt;
  }

  /**
   * Runs commands. Throws {@link QueueUnavailableError} if Redis is away, silent or refuses for the time being; any
   * other error reply of Redis is thrown as it is.
   */
  async run<T>(commands: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.isReady) await this.firstAttempt;
    if (!this.isReady) {
      const why = this.lastError === undefined ? '' : `: ${describeError(this.lastError)}`;
      throw new QueueUnavailableError(`not connected to Redis${why}`, { cause: this.lastError });
    }
    try {
      return await commands(this.redis);
    } catch (error) {
      throw this.asOutage(error);
    }
  }

  /** Says goodbye to Redis if it is there, and closes. */
  async close(): Promise<void> {
    try {
      if (this.isReady) await withDeadline(this.redis.quit(), QUIT_MS, 'Redis did not answer QUIT');
    } catch (error) {
      this.lastError = error;
    } finally {
      this.redis.disconnect();
    }
  }

  private asOutage(error: unknown): unknown {
    const code = replyCode(error);
    if (error instanceof QueueUnavailableError) return error;
    if (error instanceof Error && error.name === 'ReplyError' && !OUTAGE_REPLIES.has(code)) return error;
    // No reply in time: the connection may be half open. A new one finds out.
    if (error instanceof Error && error.message === 'Command timed out') this.redis.disconnect(true);
    return new QueueUnavailableError(`Redis is unavailable: ${describeError(error)}`, { cause: error });
  }
}
