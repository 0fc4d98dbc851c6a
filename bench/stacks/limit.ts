import { Redis } from 'ioredis';
import pg from 'pg';
import { migrate } from '#entities';
import { whenHealthy } from '../../tools/src/running/when-healthy.js';
import { freePort } from '../../tools/src/services/free-port.js';
import { BenchProcess } from '../run/bench-process.js';
import type { BenchStores } from '../run/bench-stores.js';
import { fillConversations } from './our-rows.js';
import type { RunningApi } from './stack.js';

const DATABASE = 'sendstream_bench_limit';
const BATCH = '100';
const IN_FLIGHT = '2';
const HEALTHY_WITHIN_MS = 30_000;

/**
 * What the machine can do at all, with plain `pg` and `ioredis` in batches, on the same tables as ours (without leases
 * and attempts): see `bench/limit`.
 */
export class Limit {
  constructor(private readonly stores: BenchStores) {}

  async prepare(): Promise<void> {
    await migrate(await this.stores.freshDatabase(DATABASE));
    await this.withPool(fillConversations);
  }

  async accept({
    warmUp,
    seconds,
    seed,
  }: {
    warmUp: number;
    seconds: number;
    seed: number;
  }): Promise<number> {
    await this.reset();
    return this.run('accept', [BATCH, IN_FLIGHT, ...[warmUp, seconds, seed].map(String)]);
  }

  async process(backlog: number): Promise<number> {
    await this.reset();
    return this.run('process', [BATCH, IN_FLIGHT, String(backlog)]);
  }

  /** The SDK alone. */
  sdk(providerUrl: string, outstanding: number, warmUp: number, seconds: number): Promise<number> {
    return this.run('twilio-sdk', [providerUrl, ...[outstanding, warmUp, seconds].map(String)]);
  }

  /** Nest on Express alone; it has to be stopped. */
  async startEdge(): Promise<RunningApi> {
    const port = await freePort();
    const env = { NODE_ENV: 'production', PORT: String(port) };
    const edge = new BenchProcess({ name: 'edge alone', program: 'bench/limit/edge', env });
    const url = `http://127.0.0.1:${port}`;
    await edge.during(whenHealthy(url, HEALTHY_WITHIN_MS));
    return { sendUrl: `${url}/api/v1/messages/send`, process: edge };
  }

  /** Drops its database. */
  async close(): Promise<void> {
    await this.stores.dropDatabase(DATABASE);
  }

  private async reset(): Promise<void> {
    const redis = new Redis(this.stores.redisUrl(2));
    await redis.flushdb();
    redis.disconnect();
    await this.withPool((pool) => pool.query('TRUNCATE messages, message_events'));
    await this.stores.settle();
  }

  private async run(program: string, args: string[]): Promise<number> {
    const env = { DATABASE_URL: this.stores.databaseUrl(DATABASE), REDIS_URL: this.stores.redisUrl(2) };
    const child = new BenchProcess({
      name: `limit ${program}`,
      program: `bench/limit/${program}`,
      args,
      env,
    });
    const result = await child.line('RESULT');
    await child.finished();
    return (JSON.parse(result) as { perSecond: number }).perSecond;
  }

  private async withPool(work: (pool: pg.Pool) => Promise<unknown>): Promise<void> {
    const pool = new pg.Pool({ connectionString: this.stores.databaseUrl(DATABASE), max: 1 });
    await work(pool);
    await pool.end();
  }
}
