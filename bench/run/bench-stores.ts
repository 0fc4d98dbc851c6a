import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { findPostgres } from '../../tools/src/services/find-postgres.js';
import { startOwnPostgres } from '../../tools/src/services/own-postgres.js';
import { startOwnRedis } from '../../tools/src/services/own-redis.js';
import { localDirectory } from '../../tools/src/services/paths.js';
import { findRedisPrograms } from '../../tools/src/services/redis-programs.js';
import type { Service } from '../../tools/src/services/service.js';

const SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
] as const;

/**
 * The one PostgreSQL and the one Redis that everything measured works on, each in a database of its own. PostgreSQL is
 * that of `TEST_DATABASE_URL`, else the one on this machine, else one of our own; Redis is always our own, append-only.
 */
export class BenchStores {
  private constructor(
    private readonly postgres: Service,
    private readonly redis: Service,
    private readonly directory: string,
  ) {}

  static async start(note: (line: string) => void): Promise<BenchStores> {
    const directory = join(localDirectory('bench'), String(process.pid));
    mkdirSync(directory, { recursive: true });
    const redis = await startOwnRedis({
      programs: await findRedisPrograms(note),
      dataDirectory: join(directory, 'redis'),
      logFile: join(directory, 'redis.log'),
    });
    const postgres = await findPostgres({
      env: { DATABASE_URL: process.env.TEST_DATABASE_URL },
      note,
      database: 'postgres',
      own: () =>
        startOwnPostgres({
          dataDirectory: join(localDirectory('bench'), 'postgres'),
          logFile: join(directory, 'postgres.log'),
        }),
    });
    const stores = new BenchStores(postgres, redis, directory);
    note(postgres.description);
    note(redis.description);
    return stores;
  }

  /** Ends what it started, and removes its data. */
  async stop(): Promise<void> {
    await this.redis.stop();
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A new and empty database. */
  async freshDatabase(name: string): Promise<string> {
    await this.dropDatabase(name);
    await this.admin((client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
    return this.databaseUrl(name);
  }

  async dropDatabase(name: string): Promise<void> {
    await this.admin((client) =>
      client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
    );
  }

  /** What `COMMENT ON DATABASE` says of it; null when there is no such database, or no comment. */
  async commentOn(name: string): Promise<string | null> {
    return this.admin(async (client) => {
      const { rows } = await client.query<{ comment: string | null }>(
        `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
        [name],
      );
      return rows[0]?.comment ?? null;
    });
  }

  databaseUrl(name: string): string {
    const url = new URL(this.postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  redisUrl(database: number): string {
    return `${this.redis.url}/${database}`;
  }

  /** Before every measurement, so that none pays for the writes of the one before. Needs a superuser; else nothing. */
  async settle(): Promise<void> {
    await this.admin((client) => client.query('CHECKPOINT').catch(() => undefined));
  }

  /** What the stores are and how safe they are set. @throws Error when PostgreSQL may lose what it has committed. */
  async describe(): Promise<Record<string, string>> {
    const postgres = await this.admin(async (client) => {
      const values = [];
      for (const name of SETTINGS) {
        const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
        values.push([name, rows[0]?.[name] ?? '']);
      }
      return Object.fromEntries(values) as Record<string, string>;
    });
    if (postgres.fsync !== 'on' || postgres.synchronous_commit !== 'on')
      throw new Error('This PostgreSQL gives durability up for speed (fsync or synchronous_commit is off).');
    const redis = new Redis(this.redis.url);
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
    const [, appendfsync = ''] = (await redis.config('GET', 'appendfsync')) as [string, string];
    redis.disconnect();
    return { ...postgres, redis_version: version, appendonly: 'yes', appendfsync };
  }

  private async admin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
