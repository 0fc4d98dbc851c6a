import { Redis } from 'ioredis';
import { CONNECTION } from '../redis/connection-options.js';
import { requireRedisVersion } from '../redis/redis-version.js';
import { withDeadline } from '../redis/timing.js';

const OPEN_WITHIN_MS = 5_000;

/**
 * The connection of one reader, for its blocking reads alone. It is never mended: after any doubt it is dropped, and
 * the next {@link open} makes a new one.
 */
export class BlockingConnection {
  private redis: Redis | undefined;
  private id: number | undefined;

  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  /** The id by which Redis can be told to end the blocking read; undefined while there is no connection. */
  get clientId(): number | undefined {
    return this.id;
  }

  /** The standing connection or a new one. Rejects within some seconds if none can be made. */
  async open(): Promise<Redis> {
    if (this.redis !== undefined && this.id !== undefined && this.redis.status === 'ready') return this.redis;
    this.drop();
    const redis = new Redis(this.url, {
      ...CONNECTION,
      connectionName: this.name,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    this.redis = redis;
    let fault: unknown;
    redis.on('error', (error) => (fault = error));
    try {
      this.id = await withDeadline(introduce(redis), OPEN_WITHIN_MS, 'Redis did not answer in time');
      return redis;
    } catch (error) {
      this.drop();
      // ioredis says "Connection is closed"; why it was closed is in the event.
      throw fault ?? error;
    }
  }

  drop(): void {
    this.redis?.disconnect();
    this.redis = undefined;
    this.id = undefined;
  }
}

async function introduce(redis: Redis): Promise<number> {
  await redis.connect();
  const [info, id] = await Promise.all([redis.info('server'), redis.client('ID')]);
  requireRedisVersion(info);
  return id;
}
