import { redisAddress, type RedisAddress } from '#config';
import { QueueUnavailableError } from '../queue-errors.js';
import { QueueKeys } from '../queue-keys.js';
import { describeError, replyCode } from './describe-error.js';
import { saysOnlyThatItEnded, whyRefused } from './explain-reply.js';
import { OneServer } from './places/one-server.js';
import { RedisCluster } from './places/redis-cluster.js';
import type { RedisConnection, RedisPlace } from './places/redis-place.js';
import { withDeadline } from './timing.js';

const FIRST_CONNECT_MS = 1_000;
const QUIT_MS = 500;
/** How much longer a command may take that a cluster sends on to another node. */
const REDIRECTED_MS = 500;
const SILENT = 'Command timed out';

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
  readonly address: RedisAddress;
  /** How what is kept there is called. */
  readonly keys: QueueKeys;
  readonly place: RedisPlace;
  private readonly firstAttempt: Promise<void>;
  private readonly deadlineMs: number;
  private lastError: unknown;

  constructor(at: string | RedisAddress, { name, commandTimeoutMs }: RedisLinkOptions) {
    this.address = redisAddress(at);
    this.keys = new QueueKeys(this.address);
    this.deadlineMs = commandTimeoutMs + REDIRECTED_MS;
    const Place = this.isCluster ? RedisCluster : OneServer;
    this.place = new Place(this.address, name, commandTimeoutMs);
    for (const event of ['error', 'node error']) this.redis.on(event, (error) => this.note(error));
    this.firstAttempt = new Promise((resolve) => {
      setTimeout(resolve, FIRST_CONNECT_MS).unref();
      for (const event of ['ready', 'close', 'end']) this.redis.once(event, () => resolve());
    });
  }

  get redis(): RedisConnection {
    return this.place.redis;
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
  async run<T>(commands: (redis: RedisConnection) => Promise<T>): Promise<T> {
    if (!this.isReady) await this.firstAttempt;
    if (!this.isReady) {
      const why = this.lastError === undefined ? '' : `: ${this.trouble}`;
      throw new QueueUnavailableError(`not connected to Redis${why}`, { cause: this.lastError });
    }
    try {
      const done = commands(this.redis);
      const reply = await (this.isCluster ? withDeadline(done, this.deadlineMs, SILENT) : done);
      this.lastError = undefined;
      return reply;
    } catch (error) {
      throw this.asOutage(error);
    }
  }

  /** The same, and waits so long at most: what was asked for may be done all the same. */
  async runWithin<T>(ms: number, commands: (redis: RedisConnection) => Promise<T>): Promise<T> {
    const silent = `Redis did not answer within ${ms} ms`;
    return withDeadline(this.run(commands), ms, silent).catch((error: Error) => {
      throw error.message === silent ? new QueueUnavailableError(silent) : error;
    });
  }

  /** Says goodbye to Redis if it is there, and closes. */
  async close(): Promise<void> {
    try {
      if (this.isReady) await withDeadline(this.redis.quit(), QUIT_MS, 'Redis did not answer QUIT');
    } catch (error) {
      this.note(error);
    } finally {
      this.place.leave();
      this.redis.disconnect();
    }
  }

  private get isCluster(): boolean {
    return this.address.kind === 'cluster';
  }

  private asOutage(error: unknown): unknown {
    if (error instanceof QueueUnavailableError) return error;
    const why = whyRefused(error, this.address);
    if (why === null && replyCode(error) !== '') return error;
    this.place.lookAgain(error instanceof Error && error.message === SILENT);
    this.note(error);
    const text = (saysOnlyThatItEnded(error) ? null : why) ?? this.trouble;
    return new QueueUnavailableError(`Redis is unavailable: ${text}`, { cause: error });
  }

  /** The last error, in words. */
  private get trouble(): string {
    const text = describeError(this.lastError);
    if (this.address.tls === null || !/ECONNRESET|EPIPE/.test(text)) return text;
    return `${text} (does this Redis ask for a certificate of ours?)`;
  }

  /** That a connection has ended is no news after why it has: a wrong password, a certificate that is missing. */
  private note(error: unknown): void {
    if (this.lastError === undefined || !saysOnlyThatItEnded(error)) this.lastError = error;
  }
}
