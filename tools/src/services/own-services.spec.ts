import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from './find-postgres.js';
import { findRedis } from './find-redis.js';
import { startOwnPostgres } from './own-postgres.js';
import { redisVersionAt, startOwnRedis } from './own-redis.js';
import { dropStaleDatabases, ensureDatabase, serverVersion } from './postgres-database.js';
import { findRedisPrograms } from './redis-programs.js';
import { freePort } from './free-port.js';
import type { Service } from './service.js';

describe('services of our own', () => {
  let directory: string;
  let postgres: Service;
  let redis: Service;
  const notes: string[] = [];
  const note = (line: string) => notes.push(line);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sendstream-services-'));
    redis = await startOwnRedis({
      programs: await findRedisPrograms(note),
      dataDirectory: join(directory, 'redis'),
      logFile: join(directory, 'redis.log'),
      throwaway: true,
    });
    postgres = await startOwnPostgres({
      dataDirectory: join(directory, 'postgres'),
      logFile: join(directory, 'postgres.log'),
      throwaway: true,
    });
  }, 60_000);

  afterAll(async () => {
    await Promise.all([postgres?.stop(), redis?.stop()]);
    rmSync(directory, { recursive: true, force: true });
  }, 30_000);

  it('serve, on ports of 127.0.0.1 that the system chose', async () => {
    expect(await serverVersion(postgres.url)).toBeGreaterThanOrEqual(18);
    expect(await redisVersionAt(redis.url)).toBeGreaterThanOrEqual(7);
    expect(new URL(postgres.url).hostname).toBe('127.0.0.1');
    expect(new URL(redis.url).port).not.toBe('6379');
  });

  it('are found on the standard port, and get the database that is missing', async () => {
    const found = await findPostgres({
      env: { SENDSTREAM_PROBE_POSTGRES_PORT: new URL(postgres.url).port },
      database: 'sendstream_found',
      own: () => Promise.reject(new Error('not asked for')),
      note,
    });
    expect(new URL(found.url).pathname).toBe('/sendstream_found');
    expect(await serverVersion(found.url)).toBeGreaterThanOrEqual(18);
    await found.stop();
    expect(await serverVersion(found.url)).toBeGreaterThanOrEqual(18);

    const redisFound = await findRedis({
      env: { SENDSTREAM_PROBE_REDIS_PORT: new URL(redis.url).port },
      own: () => Promise.reject(new Error('not asked for')),
      note,
    });
    expect(redisFound.url).toBe(redis.url);
  });

  it('come last: when nothing is set and nothing answers', async () => {
    const nobody = String(await freePort());
    const env = { SENDSTREAM_PROBE_POSTGRES_PORT: nobody, SENDSTREAM_PROBE_REDIS_PORT: nobody };
    const own = await findPostgres({ env, database: 'sendstream', own: async () => postgres, note });
    expect(own.url).toBe(postgres.url.replace(/postgres$/, 'sendstream'));
    expect(await findRedis({ env, own: async () => redis, note })).toBe(redis);
  });

  it('are not started in place of a server that was asked for and is not there', async () => {
    const nobody = await freePort();
    const own = () => Promise.reject(new Error('not asked for'));
    const env = {
      DATABASE_URL: `postgres://127.0.0.1:${nobody}/x`,
      REDIS_URL: `redis://127.0.0.1:${nobody}`,
    };
    await expect(findPostgres({ env, database: 'x', own, note })).rejects.toThrow(
      /^DATABASE_URL is set, but/,
    );
    await expect(findRedis({ env, own, note })).rejects.toThrow(/^REDIS_URL is set, but cannot be used/);
  });

  it('passes over a server that does not let us in, and says so', async () => {
    const port = new URL(redis.url).port;
    const before = notes.length;
    const own = await findPostgres({
      env: { SENDSTREAM_PROBE_POSTGRES_PORT: port },
      database: 'sendstream',
      own: async () => postgres,
      note,
    });
    expect(new URL(own.url).port).toBe(new URL(postgres.url).port);
    expect(notes.slice(before)).toEqual([
      expect.stringContaining(`PostgreSQL on port ${port} is passed over`),
    ]);
  });

  it('drops only old databases of the given prefix', async () => {
    const url = new URL(postgres.url);
    url.pathname = '/sendstream_test_new';
    await ensureDatabase(url.href);
    expect(await dropStaleDatabases(postgres.url, 'sendstream_test_')).toEqual([]);
    expect(await serverVersion(url.href)).toBeGreaterThanOrEqual(18);
  });

  it('leave no process behind', async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    for (const { pid } of [postgres, redis]) {
      expect(() => process.kill(pid ?? 0, 0)).toThrow(expect.objectContaining({ code: 'ESRCH' }));
    }
  });
});
