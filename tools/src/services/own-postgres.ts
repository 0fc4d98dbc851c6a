import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { postgresBinDirectory } from './postgres-binaries.js';
import { freePort } from './free-port.js';
import { runCommand } from './run-command.js';
import { ServerProcess } from './server-process.js';
import type { Service } from './service.js';
import { ServiceUnavailable } from './service-unavailable.js';
import { unprivileged } from './unprivileged.js';

const START_TIMEOUT_MS = 30_000;
/** PostgreSQL's own, on every system: with C alone it would take no letter beyond ASCII for another in capitals. */
const BUILTIN_LOCALE = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
const BUILTIN_SINCE = 17;

export interface OwnPostgresOptions {
  /** Made and initialised when it is not there yet. */
  dataDirectory: string;
  logFile: string;
  /** For data that nobody will miss: gives up safety against power loss for speed. */
  throwaway?: boolean;
  /** Further settings, as `name=value`. */
  settings?: string[];
  /** The folder of `initdb` and `postgres`; default: those of the npm package. */
  binaries?: string;
}

/**
 * Starts a PostgreSQL of our own on a free port of 127.0.0.1, without a password, as PostgreSQL itself is set up
 * by default. Its superuser is `postgres`.
 * @throws ServiceUnavailable where that is not possible; Error with the server's last lines when it does not come up.
 */
export async function startOwnPostgres(options: OwnPostgresOptions): Promise<Service> {
  const { dataDirectory, logFile, binaries = postgresBinDirectory() } = options;
  mkdirSync(dirname(dataDirectory), { recursive: true });
  const user = unprivileged(join(binaries, 'postgres'), dirname(dataDirectory));
  await initialise(dataDirectory, binaries, user);

  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `port=${port}`,
    'max_connections=200',
    ...(options.throwaway ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
    ...(options.settings ?? []),
  ];
  const args = ['-D', dataDirectory, ...settings.flatMap((setting) => ['-c', setting])];
  const server = new ServerProcess({ ...user.wrap(join(binaries, 'postgres'), args), logFile });
  await server.whenReady(() => connectOnce(url), START_TIMEOUT_MS);
  return {
    url,
    description: `PostgreSQL of our own (127.0.0.1:${port}, data in ${dataDirectory})`,
    pid: server.pid,
    // SIGINT: PostgreSQL's fast shutdown, which does not wait for clients to leave.
    stop: () => server.stop('SIGINT'),
  };
}

async function initialise(
  dataDirectory: string,
  binaries: string,
  user: ReturnType<typeof unprivileged>,
): Promise<void> {
  const versionFile = join(dataDirectory, 'PG_VERSION');
  const version = await runCommand(join(binaries, 'postgres'), ['--version']);
  if (existsSync(versionFile)) {
    const made = readFileSync(versionFile, 'utf8').trim();
    if (version.includes(` ${made}.`)) return;
    throw new ServiceUnavailable(
      `${dataDirectory} was made by PostgreSQL ${made}, and this is ${version.trim()}: remove that folder.`,
    );
  }
  // Made aside and moved: a half-made folder must never be taken for a whole one.
  const fresh = `${dataDirectory}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  user.own(fresh);
  const major = Number(/ (\d+)/.exec(version)?.[1]);
  const locale = major >= BUILTIN_SINCE ? BUILTIN_LOCALE : ['--locale=C.UTF-8'];
  const flags = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-instructions', ...locale];
  const { command, args } = user.wrap(join(binaries, 'initdb'), ['-D', fresh, ...flags, '--no-sync']);
  try {
    await runCommand(command, args);
    renameSync(fresh, dataDirectory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function connectOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}
