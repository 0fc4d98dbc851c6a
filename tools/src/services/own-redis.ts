import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { type RedisPrograms, redisEnvironment } from './redis-programs.js';
import { ServerProcess } from './server-process.js';
import type { Service } from './service.js';

const START_TIMEOUT_MS = 15_000;

export interface OwnRedisOptions {
  programs: RedisPrograms;
  dataDirectory: string;
  logFile: string;
  /** For data that nobody will miss: nothing is written to disk. */
  throwaway?: boolean;
}

/**
 * Starts a Redis of our own on a free port of 127.0.0.1. It never evicts: a queue that drops entries when memory is
 * short loses messages.
 * @throws Error with the server's last lines when it does not come up.
 */
export async function startOwnRedis(options: OwnRedisOptions): Promise<Service> {
  const { programs, dataDirectory, logFile } = options;
  mkdirSync(dataDirectory, { recursive: true });
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: dataDirectory,
    save: '',
    appendonly: options.throwaway ? 'no' : 'yes',
    'maxmemory-policy': 'noeviction',
  };
  const server = new ServerProcess({
    command: programs.server,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: redisEnvironment(programs),
    logFile,
  });
  const url = `redis://127.0.0.1:${port}`;
  await server.whenReady(() => redisVersionAt(url), START_TIMEOUT_MS);
  return {
    url,
    description: `Redis of our own (127.0.0.1:${port}, data in ${dataDirectory})`,
    pid: server.pid,
    stop: () => server.stop('SIGTERM'),
  };
}

/**
 * The major version of the server at `url`.
 * @throws Error when it does not answer as a Redis, or wants a password.
 */
export async function redisVersionAt(url: string): Promise<number> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 3_000, retryStrategy: () => null });
  // What goes wrong is told by the command that fails.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return Number(/redis_version:(\d+)/.exec(await redis.info('server'))?.[1] ?? 0);
  } finally {
    redis.disconnect();
  }
}
