import type { RedisAddress } from '#config';
import { describeError } from './redis/describe-error.js';
import { RedisLink } from './redis/redis-link.js';
import { QueueUnavailableError } from './queue-errors.js';
import { DELETED_WHEN_HANDLED } from './queue-keys.js';

const COMMAND_TIMEOUT_MS = 1_000;
const BATCH = 500;
/** What is written to see whether that can be done is gone at once. */
const KEPT_MS = 1;

export interface AddOptions {
  /** W3C trace context of the sender, handed to the handler as `QueueContext.headers.traceparent`. */
  traceparent?: string;
  /** Not kept for inspection once it is handled: it holds what is kept nowhere else. */
  passing?: boolean;
}

export interface QueueItem extends AddOptions {
  queue: string;
  /** Becomes the field `data` as JSON. */
  data: object;
}

/**
 * Adds entries to queues. Never waits for a Redis that is away: a call ends within about a second, and the connection
 * comes back by itself.
 */
export class QueueProducer {
  private readonly link: RedisLink;

  constructor(redis: string | RedisAddress) {
    this.link = new RedisLink(redis, { name: 'queue-producer', commandTimeoutMs: COMMAND_TIMEOUT_MS });
  }

  /**
   * Adds one entry and resolves with its id. Throws {@link QueueUnavailableError}; after a timeout the entry may
   * nevertheless have been added.
   */
  async add(queue: string, data: object, options: AddOptions = {}): Promise<string> {
    const [id] = await this.send([{ queue, data, ...options }]);
    return id as string;
  }

  /**
   * Adds entries in the order given, in as few round trips as possible, and resolves with their ids. Throws
   * {@link QueueUnavailableError} at the first trouble; some of the entries may then have been added.
   */
  async addMany(items: readonly QueueItem[]): Promise<string[]> {
    const ids: string[] = [];
    for (let start = 0; start < items.length; start += BATCH) {
      ids.push(...(await this.send(items.slice(start, start + BATCH))));
    }
    return ids;
  }

  /**
   * Resolves if Redis takes writes: in a cluster those of these queues, elsewhere any. Throws {@link QueueUnavailableError}
   * within about a second otherwise.
   */
  async checkWritable(queues: readonly string[]): Promise<void> {
    const keys = this.link.keys.writeChecks(queues);
    await this.link.run((redis) => Promise.all(keys.map((key) => redis.set(key, 1, 'PX', KEPT_MS))));
  }

  /** Of Redis: `7.4.1`. Throws {@link QueueUnavailableError} as {@link ping} does. */
  async version(): Promise<string> {
    const info = await this.link.run((redis) => redis.info('server'));
    return /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private async send(items: readonly QueueItem[]): Promise<string[]> {
    const commands = items.map((item) => ({
      stream: this.link.keys.stream(item.queue),
      fields: fieldsOf(item),
    }));
    try {
      return await this.link.run(async (redis) => {
        const added = await Promise.all(
          commands.map(({ stream, fields }) => redis.xadd(stream, '*', ...fields)),
        );
        return added as string[];
      });
    } catch (error) {
      if (error instanceof QueueUnavailableError) throw error;
      throw new QueueUnavailableError(`Redis refused the entry: ${describeError(error)}`, { cause: error });
    }
  }
}

function fieldsOf({ data, traceparent, passing }: QueueItem): string[] {
  const fields = ['data', JSON.stringify(data)];
  if (passing) fields.push(DELETED_WHEN_HANDLED, '1');
  if (traceparent !== undefined) fields.push('traceparent', traceparent);
  return fields;
}
