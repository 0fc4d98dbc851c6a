import { existsSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchDebianPackages, libraryFolders } from './debian-packages.js';
import { localDirectory } from './paths.js';
import { runCommand } from './run-command.js';
import { ServiceUnavailable } from './service-unavailable.js';

/** The first version that reports the lag of a consumer group (XINFO GROUPS), which our depth is made of. */
export const MIN_REDIS_VERSION = 7;

const HOW_TO_GET =
  'brew install redis, or docker run -d -p 6379:6379 redis:7, or set REDIS_URL to a server elsewhere';

/** Where Redis's programs are, and what they need to run. */
export interface RedisPrograms {
  server: string;
  cli: string;
  /** Folders with shared libraries, for LD_LIBRARY_PATH; empty when the system has them all. */
  libraryPath: string;
}

/**
 * Redis's programs: the server that `REDIS_SERVER_BIN` names (another version, or Valkey), those on PATH, else the packages of
 * this Debian or Ubuntu, unpacked into `.local/redis-package` without root.
 * @throws ServiceUnavailable with one line that says how to get Redis.
 */
export async function findRedisPrograms(note: (line: string) => void): Promise<RedisPrograms> {
  const installed = chosen() ?? onPath();
  if (installed) {
    const version = await redisVersion(installed);
    if (version >= MIN_REDIS_VERSION) return installed;
    note(`${installed.server} is version ${version}, ${MIN_REDIS_VERSION} or later is needed.`);
  }
  try {
    const fetched = await fromPackages(note);
    const version = await redisVersion(fetched);
    if (version >= MIN_REDIS_VERSION) return fetched;
    throw new Error(`this system's package is version ${version}, ${MIN_REDIS_VERSION} or later is needed`);
  } catch (error) {
    throw new ServiceUnavailable(`No Redis: ${(error as Error).message}. Get one: ${HOW_TO_GET}.`);
  }
}

/** The environment that the programs run in. */
export function redisEnvironment({ libraryPath }: RedisPrograms): NodeJS.ProcessEnv {
  return libraryPath === '' ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
}

/** Its client is the one on PATH, which speaks with all. */
function chosen(): RedisPrograms | undefined {
  const server = process.env.REDIS_SERVER_BIN;
  if (!server) return undefined;
  return {
    server,
    cli: onPath()?.cli ?? 'redis-cli',
    libraryPath: process.env.REDIS_SERVER_LIBRARY_PATH ?? '',
  };
}

function onPath(): RedisPrograms | undefined {
  const directory = (process.env.PATH ?? '')
    .split(delimiter)
    .find((each) => existsSync(join(each, 'redis-server')));
  if (directory === undefined) return undefined;
  return { server: join(directory, 'redis-server'), cli: join(directory, 'redis-cli'), libraryPath: '' };
}

async function fromPackages(note: (line: string) => void): Promise<RedisPrograms> {
  const directory = join(localDirectory(), 'redis-package');
  if (!existsSync(directory)) {
    note('Fetching redis-server from the packages of this system into .local/ ...');
    const partial = localDirectory(`redis-package.${process.pid}`);
    try {
      await fetchDebianPackages(['redis-server', 'redis-tools'], 'usr/bin/redis-server', partial);
      renameSync(partial, directory);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return {
    server: join(directory, 'usr/bin/redis-server'),
    cli: join(directory, 'usr/bin/redis-cli'),
    libraryPath: libraryFolders(directory).join(':'),
  };
}

/** `Redis server v=7.0.15 sha=...` -> 7 */
async function redisVersion(programs: RedisPrograms): Promise<number> {
  const printed = await runCommand(programs.server, ['--version'], { env: redisEnvironment(programs) });
  return Number(/v=(\d+)/.exec(printed)?.[1] ?? 0);
}
