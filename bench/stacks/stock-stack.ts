import type { JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { freePort } from '../../tools/src/services/free-port.js';
import { whenHealthy } from '../../tools/src/running/when-healthy.js';
import { BODY, RECIPIENTS, recipientSql, SENDER } from '../load/recipients.js';
import { dataSourceOptions } from '../stock/data-source-options.js';
import { BULK_PRIORITY, type MessageJob, messageQueue, redisConnection } from '../stock/message-queue.js';
import { BenchProcess } from '../run/bench-process.js';
import type { BenchStores } from '../run/bench-stores.js';
import { type StoreWork, storeWork } from '../run/store-work.js';
import { inChunks } from './in-chunks.js';
import { countMessages, sentMessages } from './sent-messages.js';
import type { ProcessorOptions, RunningApi, SentMessages, Stack } from './stack.js';

const DATABASE = 'sendstream_bench_stock';
/** Stored in one statement. */
const CHUNK = 100_000;
const HEALTHY_WITHIN_MS = 30_000;

/** What an experienced developer would build instead: see `bench/stock`. */
export class StockStack implements Stack {
  readonly name = 'stock';
  private readonly redisUrl: string;
  private readonly redis: Redis;
  private readonly queue: Queue<MessageJob>;
  private pool: pg.Pool | undefined;

  constructor(private readonly stores: BenchStores) {
    this.redisUrl = stores.redisUrl(1);
    this.redis = redisConnection(this.redisUrl);
    this.queue = messageQueue(this.redis);
  }

  async prepare(): Promise<void> {
    const url = await this.stores.freshDatabase(DATABASE);
    const dataSource = new DataSource({ ...dataSourceOptions(url), synchronize: true });
    await dataSource.initialize();
    await dataSource.destroy();
    await this.rows.query(
      `INSERT INTO conversations (channel, participant_low, participant_high)
       SELECT 'sms', $1, ${recipientSql('n')} FROM generate_series(0, ${RECIPIENTS - 1}) AS n`,
      [SENDER],
    );
    await this.rows.query('VACUUM ANALYZE conversations');
  }

  async reset(): Promise<void> {
    await this.redis.flushdb();
    await this.rows.query('TRUNCATE messages, message_events');
  }

  async startApi(): Promise<RunningApi> {
    const port = await freePort();
    const env = { ...this.environment(), PORT: String(port) };
    const api = new BenchProcess({ name: 'stock api', program: 'bench/stock/api', env });
    const url = `http://127.0.0.1:${port}`;
    await api.during(whenHealthy(url, HEALTHY_WITHIN_MS));
    return { sendUrl: `${url}/api/v1/messages/send`, process: api };
  }

  async startProcessor({ providerUrl, concurrency }: ProcessorOptions): Promise<BenchProcess> {
    if (providerUrl === null) throw new Error('the stock stack is only measured with a provider');
    const env = { ...this.environment(), TWILIO_BASE_URL: providerUrl, CONCURRENCY: String(concurrency) };
    const worker = new BenchProcess({ name: 'stock worker', program: 'bench/stock/worker', env });
    await worker.line('working');
    return worker;
  }

  async fill(count: number): Promise<void> {
    await this.fillQueue(count, {});
    await this.rows.query('ANALYZE');
  }

  async fillBulk(count: number): Promise<void> {
    for (let done = 0; done < count; done += CHUNK)
      await this.fillQueue(Math.min(CHUNK, count - done), { priority: BULK_PRIORITY });
    await this.rows.query('VACUUM (ANALYZE) messages, message_events');
  }

  private async fillQueue(count: number, opts: JobsOptions): Promise<void> {
    const { rows } = await this.rows.query<{ id: string }>(
      `WITH stored AS (
         INSERT INTO messages (conversation_id, type, status, from_address, to_address, body)
         SELECT c.id, 'sms', 'pending', $2, c.participant_high, $3
           FROM generate_series(0, $1::int - 1) AS n
           JOIN conversations c ON (c.channel, c.participant_low, c.participant_high)
                                 = ('sms', $2, ${recipientSql(`n % ${RECIPIENTS}`)})
         RETURNING id
       ), told AS (
         INSERT INTO message_events (message_id, type) SELECT id, 'accepted' FROM stored
       )
       SELECT id FROM stored`,
      [count, SENDER, BODY],
    );
    await inChunks(rows, 1_000, (chunk) =>
      this.queue.addBulk(chunk.map(({ id }) => ({ name: 'send', data: { messageId: id }, opts }))),
    );
  }

  depth(): Promise<number> {
    return this.queue.getJobCountByTypes('wait', 'active', 'delayed', 'prioritized');
  }

  sent(): Promise<SentMessages> {
    return sentMessages(this.rows, 'sent_at');
  }

  count(): Promise<number> {
    return countMessages(this.rows);
  }

  storeWork(): Promise<StoreWork> {
    return storeWork(this.rows, this.redis);
  }

  async close(): Promise<void> {
    await this.queue.close();
    this.redis.disconnect();
    await this.pool?.end();
    await this.stores.dropDatabase(DATABASE);
  }

  private environment(): Record<string, string> {
    const databaseUrl = this.stores.databaseUrl(DATABASE);
    return { NODE_ENV: 'production', DATABASE_URL: databaseUrl, REDIS_URL: this.redisUrl };
  }

  private get rows(): pg.Pool {
    this.pool ??= new pg.Pool({ connectionString: this.stores.databaseUrl(DATABASE), max: 2 });
    return this.pool;
  }
}
