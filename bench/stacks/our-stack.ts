import { Redis } from 'ioredis';
import pg from 'pg';
import { migrate } from '#entities';
import { DEFAULT_GROUP } from '#queue';
import { freePort } from '../../tools/src/services/free-port.js';
import { whenHealthy } from '../../tools/src/running/when-healthy.js';
import { BenchProcess } from '../run/bench-process.js';
import type { BenchStores } from '../run/bench-stores.js';
import { type StoreWork, storeWork } from '../run/store-work.js';
import { inChunks } from './in-chunks.js';
import { fillConversations, fillMessages } from './our-rows.js';
import { countMessages, sentMessages } from './sent-messages.js';
import type { ProcessorOptions, RunningApi, SentMessages, Stack } from './stack.js';

const QUEUE = 'message_queue:sms';
const BULK_QUEUE = 'message_queue:sms:bulk';
/** Stored in one statement. */
const CHUNK = 100_000;
const HEALTHY_WITHIN_MS = 30_000;

export interface OurStackOptions {
  /** Where its messages are; `prepare` makes it anew. */
  database?: string;
  /** Leave the database behind for the next run. */
  keep?: boolean;
  /** Folder for CPU profiles of its processes. */
  profileTo?: string | undefined;
  /** Variables of its processes, besides the defaults. */
  set?: Record<string, string>;
  /** The part of what it is filled with whose requests were traced, from 0 to 1. */
  tracedShare?: number;
}

/** Sendstream: the api and the processor as they are deployed. */
export class OurStack implements Stack {
  readonly name = 'ours';
  private readonly database: string;
  private readonly redisUrl: string;
  private readonly redis: Redis;
  private pool: pg.Pool | undefined;

  constructor(
    protected readonly stores: BenchStores,
    private readonly options: OurStackOptions = {},
  ) {
    this.database = options.database ?? 'sendstream_bench_ours';
    this.redisUrl = stores.redisUrl(0);
    this.redis = new Redis(this.redisUrl);
  }

  get profileTo(): string | undefined {
    return this.options.profileTo;
  }

  async prepare(): Promise<void> {
    const url = await this.stores.freshDatabase(this.database);
    await migrate(url);
    await fillConversations(this.rows);
  }

  async reset(): Promise<void> {
    await this.flushQueue();
    await this.rows.query(
      'TRUNCATE messages, message_events, send_attempts, webhook_events, message_index_tail, message_index',
    );
  }

  async startApi(): Promise<RunningApi> {
    const port = await freePort();
    const api = new BenchProcess({
      name: 'our api',
      program: 'apps/api/src/main',
      env: { ...this.environment(), PORT: String(port) },
      profileTo: this.profileTo,
    });
    const url = `http://127.0.0.1:${port}`;
    await api.during(whenHealthy(url, HEALTHY_WITHIN_MS));
    return { sendUrl: `${url}/api/v1/messages/send`, process: api };
  }

  async startProcessor({ providerUrl, concurrency }: ProcessorOptions): Promise<BenchProcess> {
    const port = await freePort();
    const processor = new BenchProcess({
      name: 'our processor',
      program: providerUrl === null ? 'bench/ours/in-process-processor' : 'apps/processor/src/main',
      env: {
        SMS_CONCURRENCY: String(concurrency),
        SMS_BULK_CONCURRENCY: String(concurrency),
        ...this.environment(),
        PROCESSOR_PORT: String(port),
        ...(providerUrl === null ? {} : { TWILIO_BASE_URL: providerUrl }),
      },
      profileTo: this.profileTo,
    });
    await processor.during(whenHealthy(`http://127.0.0.1:${port}`, HEALTHY_WITHIN_MS));
    return processor;
  }

  /** What every process of ours runs with: the defaults, and where the stores are. */
  environment(): Record<string, string> {
    return {
      // The load comes from one address.
      RATE_LIMIT_REQUESTS: '0',
      ...this.options.set,
      DATABASE_URL: this.stores.databaseUrl(this.database),
      REDIS_URL: this.redisUrl,
    };
  }

  async fill(count: number): Promise<void> {
    const { tracedShare = 0 } = this.options;
    await this.enqueue(await fillMessages(this.rows, count, { tracedShare }));
    await this.rows.query('ANALYZE');
  }

  async fillBulk(count: number): Promise<void> {
    for (let done = 0; done < count; done += CHUNK) {
      const size = Math.min(CHUNK, count - done);
      await this.enqueue(await fillMessages(this.rows, size, { priority: 'bulk' }), BULK_QUEUE);
    }
    await this.rows.query('VACUUM (ANALYZE) messages, message_events');
  }

  /** Adds entries for stored messages, as the api does. */
  async enqueue(ids: string[], queue = QUEUE): Promise<void> {
    await inChunks(ids, 1_000, async (chunk) => {
      const pipeline = this.redis.pipeline();
      const scheduledAt = new Date().toISOString();
      for (const id of chunk) {
        const data = { message_id: id, retry_count: 0, scheduled_at: scheduledAt };
        pipeline.xadd(queue, '*', 'data', JSON.stringify(data));
      }
      await pipeline.exec();
    });
  }

  async depth(): Promise<number> {
    const groups = (await this.redis.xinfo('GROUPS', QUEUE)) as (string | number | null)[][];
    const group = groups.find((fields) => fields[1] === DEFAULT_GROUP);
    // Before a processor has made its group, everything waits.
    if (!group) return this.redis.xlen(QUEUE);
    const value = (name: string) => Number(group[group.indexOf(name) + 1]);
    return value('lag') + value('pending');
  }

  /** Leaves nothing in Redis. */
  protected async flushQueue(): Promise<void> {
    await this.redis.flushdb();
  }

  /** What an entry takes in Redis, in bytes. */
  async bytesPerEntry(): Promise<number> {
    const bytes = (await this.redis.call('MEMORY', 'USAGE', QUEUE, 'SAMPLES', '0')) as number;
    return bytes / (await this.redis.xlen(QUEUE));
  }

  sent(): Promise<SentMessages> {
    return sentMessages(this.rows, 'sent_at');
  }

  /** Messages sent, ever. */
  async sentTotal(): Promise<number> {
    return (await sentMessages(this.rows, 'sent_at')).count;
  }

  /** PostgreSQL's clock, by which messages are sent. */
  async now(): Promise<Date> {
    const { rows } = await this.rows.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return rows[0]?.now as Date;
  }

  async sentPerSecond(from: Date, to: Date): Promise<number> {
    const { rows } = await this.rows.query<{ count: string }>(
      "SELECT count(*) FROM messages WHERE status = 'sent' AND sent_at >= $1 AND sent_at < $2",
      [from, to],
    );
    return (Number(rows[0]?.count) * 1_000) / (to.getTime() - from.getTime());
  }

  count(): Promise<number> {
    return countMessages(this.rows);
  }

  storeWork(): Promise<StoreWork> {
    return storeWork(this.rows, this.redis);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.pool?.end();
    if (this.options.keep !== true) await this.stores.dropDatabase(this.database);
  }

  /** Its tables, for who fills or looks at them. */
  get rows(): pg.Pool {
    this.pool ??= new pg.Pool({ connectionString: this.stores.databaseUrl(this.database), max: 2 });
    return this.pool;
  }
}
