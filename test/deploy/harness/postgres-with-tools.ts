import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { debianProgram } from '../../../tools/src/services/debian-program.js';
import { startOwnPostgres } from '../../../tools/src/services/own-postgres.js';
import { runCommand } from '../../../tools/src/services/run-command.js';
import type { Service } from '../../../tools/src/services/service.js';
import { ServiceUnavailable } from '../../../tools/src/services/service-unavailable.js';

/** Newest first: which of them a system has packages of, it alone knows. */
const VERSIONS = [19, 18, 17, 16, 15, 14, 13];

/** A server with pg_dump and pg_restore of its own version: a tool reads no server that is newer than itself. */
export class PostgresWithTools {
  private constructor(
    private readonly server: Service,
    private readonly binaries: string,
    private readonly directory: string,
  ) {}

  /**
   * That of `POSTGRES_BIN_DIR` where its tools are there too, else of the packages of this system.
   * @throws ServiceUnavailable when there is none.
   */
  static async start(): Promise<PostgresWithTools> {
    const binaries = await findBinaries();
    const directory = await mkdtemp(join(tmpdir(), 'deploy-postgres-'));
    // The server has a user of its own.
    await chmod(directory, 0o755);
    const server = await startOwnPostgres({
      dataDirectory: join(directory, 'data'),
      logFile: join(directory, 'postgres.log'),
      throwaway: true,
      binaries,
    });
    return new PostgresWithTools(server, binaries, directory);
  }

  get url(): string {
    return this.server.url;
  }

  async dump(url: string, file: string): Promise<void> {
    await runCommand(join(this.binaries, 'pg_dump'), ['--format=custom', `--file=${file}`, url]);
  }

  async restore(file: string, url: string): Promise<void> {
    const args = ['--exit-on-error', '--no-owner', `--dbname=${url}`, file];
    await runCommand(join(this.binaries, 'pg_restore'), args);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

const areWhole = (folder: string) =>
  ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((program) => existsSync(join(folder, program)));

async function findBinaries(): Promise<string> {
  const given = process.env.POSTGRES_BIN_DIR ?? '';
  if (areWhole(given)) return given;
  for (const version of VERSIONS) {
    const name = `postgresql-${version}`;
    const packages = [name, `postgresql-client-${version}`];
    const path = `usr/lib/postgresql/${version}/bin/postgres`;
    const found = await debianProgram({ name, packages, path }).catch(() => null);
    if (found && areWhole(dirname(found.program))) return dirname(found.program);
  }
  throw new ServiceUnavailable(
    'No PostgreSQL with pg_dump: install a server and its client, or set POSTGRES_BIN_DIR to the folder of both.',
  );
}
