import type { Redis } from 'ioredis';
import type { Redirection } from '../redis/places/redis-place.js';
import type { RedisLink } from '../redis/redis-link.js';
import { redirectionIn } from '../redis/redirection.js';
import { hello } from '../redis/server-hello.js';
import { withDeadline } from '../redis/timing.js';

const OPEN_WITHIN_MS = 5_000;

/**
 * The connection of one reader, for its blocking reads alone, to the server that has its queue. It is never mended: after
 * any doubt it is dropped, and the next {@link open} makes a new one.
 */
export class BlockingConnection {
  private redis: Redis | undefined;
  private id: number | undefined;
  private redirection: Redirection | null = null;

  constructor(
    private readonly link: RedisLink,
    /** What is read over it. */
    private readonly key: string,
    private readonly name: string,
  ) {
    link.place.onMove(() => this.drop());
  }

  get isOpen(): boolean {
    return this.id !== undefined;
  }

  /** The standing connection or a new one. Rejects within some seconds if none can be made. */
  async open(): Promise<Redis> {
    if (this.redis !== undefined && this.id !== undefined && this.redis.status === 'ready') return this.redis;
    this.drop();
    const redis = this.link.place.dedicated(this.key, this.name, this.redirection);
    this.redis = redis;
    let fault: unknown;
    redis.on('error', (error) => (fault = error));
    try {
      this.id = await withDeadline(introduce(redis), OPEN_WITHIN_MS, 'Redis did not answer in time');
      return redis;
    } catch (error) {
      this.redirection = null;
      this.link.place.lookAgain(false);
      this.drop();
      // ioredis says "Connection is closed"; why it was closed is in the event.
      throw fault ?? error;
    }
  }

  /** Before each read: a node that only receives the queue has to be told that we know. */
  announce(redis: Redis): void {
    if (this.redirection?.asking) redis.asking().catch(() => undefined);
  }

  /** Whether a failed read says that the queue is at another node: the next connection goes there. */
  follow(error: unknown): boolean {
    const redirection = redirectionIn(error, this.redis?.options.host ?? '');
    if (redirection === null) return false;
    this.redirection = redirection;
    this.link.place.lookAgain(false);
    this.drop();
    return true;
  }

  /** Tells Redis to end the blocking read; without a connection there is none. */
  async unblock(): Promise<void> {
    const { redis, id } = this;
    const beside = redis && this.link.place.beside(redis);
    if (redis === undefined || id === undefined) return;
    // A node that nothing else reaches is left: what it had answered is found again as a lost reply.
    if (beside === undefined) return this.drop();
    // A Redis that is away cannot unblock; then the read fails by itself.
    await beside.client('UNBLOCK', id).catch(() => undefined);
  }

  drop(): void {
    this.redis?.disconnect();
    this.redis = undefined;
    this.id = undefined;
  }
}

async function introduce(redis: Redis): Promise<number> {
  await redis.connect();
  return (await hello(redis)).clientId;
}
