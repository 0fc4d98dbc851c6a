import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgres } from './find-postgres.js';
import { startOwnPostgres } from './own-postgres.js';
import { startOwnRedis } from './own-redis.js';
import { localDirectory } from './paths.js';
import { postgresBinDirectory } from './postgres-binaries.js';
import { dropStaleDatabases } from './postgres-database.js';
import { findRedisPrograms } from './redis-programs.js';
import type { Service } from './service.js';
import { ServiceUnavailable } from './service-unavailable.js';

/** The suites make their databases under this prefix. */
const TEST_DATABASES = 'sendstream_test_';

/** What the suites run against, as the variables they read. */
interface TestServices {
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * A throwaway PostgreSQL of our own, which need not be safe against a loss of power and has connections for all that runs at
 * once; that of `DATABASE_URL` where it is set, or the one on this machine where there are no binaries for it. And always a
 * throwaway Redis of our own, because suites empty theirs.
 * @throws ServiceUnavailable with one line for people.
 * @public Called in tools/test.mjs.
 */
export async function testServices(
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<TestServices> {
  const directory = join(localDirectory(), `test-${process.pid}`);
  mkdirSync(directory, { recursive: true });
  const started: Service[] = [];
  const stop = async () => {
    for (const service of started.toReversed()) await service.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const programs = await findRedisPrograms(note);
    const redis = await startOwnRedis({
      programs,
      dataDirectory: join(directory, 'redis'),
      logFile: join(directory, 'redis.log'),
      throwaway: true,
    });
    started.push(redis);
    const own = () =>
      startOwnPostgres({
        dataDirectory: join(directory, 'postgres'),
        logFile: join(directory, 'postgres.log'),
        throwaway: true,
        settings: ['max_connections=400'],
      });
    const binaries = binariesIfAny();
    const isFound = env.DATABASE_URL !== undefined || binaries === '';
    const postgres = isFound ? await findPostgres({ env, note, database: 'postgres', own }) : await own();
    started.push(postgres);
    started.forEach(({ description }) => note(description));
    const dropped = await dropStaleDatabases(postgres.url, TEST_DATABASES);
    if (dropped.length > 0) note(`Dropped ${dropped.length} databases that earlier tests left behind.`);
    const environment = {
      TEST_DATABASE_URL: postgres.url,
      TEST_REDIS_URL: redis.url,
      REDIS_SERVER_BIN: programs.server,
      REDIS_SERVER_LIBRARY_PATH: programs.libraryPath,
      POSTGRES_BIN_DIR: binaries,
    };
    return { environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** For suites that stop and start a PostgreSQL of their own; empty where there is none for this machine. */
function binariesIfAny(): string {
  try {
    return postgresBinDirectory();
  } catch (error) {
    if (error instanceof ServiceUnavailable) return '';
    throw error;
  }
}
