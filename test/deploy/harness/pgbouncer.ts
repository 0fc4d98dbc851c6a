import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { debianProgram, type FetchedProgram } from '../../../tools/src/services/debian-program.js';
import { freePort } from '../../../tools/src/services/free-port.js';
import { runCommand } from '../../../tools/src/services/run-command.js';
import { ServerProcess } from '../../../tools/src/services/server-process.js';
import { unprivileged } from '../../../tools/src/services/unprivileged.js';

const START_TIMEOUT_MS = 15_000;

/** A PgBouncer that gives each transaction a connection, before the server of an address. */
export class PgBouncer {
  private constructor(
    private readonly server: ServerProcess,
    readonly port: number,
  ) {}

  /**
   * `directory`: where its configuration goes. `settings`: those of `[pgbouncer]` beside the least that it needs.
   * Roles need no password, as with the server behind it.
   */
  static async start(
    directory: string,
    serverUrl: string,
    roles: string[],
    settings: Record<string, string> = {},
  ): Promise<PgBouncer> {
    const { program, libraryPath } = await pgbouncer();
    const port = await freePort();
    const [file, users, logFile] = ['ini', 'users', 'log'].map((end) =>
      join(directory, `pgbouncer-${port}.${end}`),
    ) as [string, string, string];
    await writeFile(users, roles.map((role) => `"${role}" ""\n`).join(''));
    await writeFile(file, configuration(new URL(serverUrl), { port, users, settings }));
    // As PostgreSQL, it does not run as root.
    await chmod(directory, 0o755);
    const server = new ServerProcess({
      ...unprivileged(program, directory).wrap(program, [file]),
      env: { ...process.env, ...(libraryPath === '' ? {} : { LD_LIBRARY_PATH: libraryPath }) },
      logFile,
    });
    const bouncer = new PgBouncer(server, port);
    await server.whenReady(() => connectOnce(bouncer.urlOf(serverUrl)), START_TIMEOUT_MS);
    return bouncer;
  }

  /** Whether it keeps prepared statements in transaction mode, as 1.21 and later can. */
  static async canPrepare(): Promise<boolean> {
    const { program, libraryPath } = await pgbouncer();
    const env = { ...process.env, ...(libraryPath === '' ? {} : { LD_LIBRARY_PATH: libraryPath }) };
    const [, minor] = /PgBouncer 1\.(\d+)/.exec(await runCommand(program, ['--version'], { env })) ?? [];
    return Number(minor) >= 21;
  }

  /** The same address, through it, and as another role if so told. */
  urlOf(address: string, role?: string): string {
    const url = new URL(address);
    url.host = `127.0.0.1:${this.port}`;
    if (role !== undefined) url.username = role;
    return url.href;
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGTERM');
  }
}

function pgbouncer(): Promise<FetchedProgram> {
  return debianProgram({ name: 'pgbouncer', path: 'usr/sbin/pgbouncer' });
}

function configuration(
  server: URL,
  { port, users, settings }: { port: number; users: string; settings: Record<string, string> },
): string {
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: users,
    pool_mode: 'transaction',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  return `[databases]\n* = host=${server.hostname} port=${server.port || 5432}\n[pgbouncer]\n${lines.join('\n')}\n`;
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
