import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { debianProgram } from '../../../tools/src/services/debian-program.js';
import { runCommand } from '../../../tools/src/services/run-command.js';
import { ServiceUnavailable } from '../../../tools/src/services/service-unavailable.js';

/** A tool reads servers of its own version and of older ones: so many versions above the server's are looked for. */
const VERSIONS = 3;

/** pg_dump and pg_restore, as an operator calls them. */
export class PostgresTools {
  private constructor(private readonly directory: string) {}

  /**
   * Those of `POSTGRES_BIN_DIR`, else of the packages of this system, for the server at `url`.
   * @throws ServiceUnavailable when there are none that can read it.
   */
  static async find(url: string): Promise<PostgresTools> {
    const given = process.env.POSTGRES_BIN_DIR ?? '';
    if (given !== '' && existsSync(join(given, 'pg_dump'))) return new PostgresTools(given);
    const server = await majorOf(url);
    for (let major = server; major < server + VERSIONS; major += 1) {
      const path = `usr/lib/postgresql/${major}/bin/pg_dump`;
      const found = await debianProgram({ name: `postgresql-client-${major}`, path }).catch(() => null);
      if (found) return new PostgresTools(dirname(found.program));
    }
    throw new ServiceUnavailable(
      `No pg_dump for PostgreSQL ${server}: install its client, or set POSTGRES_BIN_DIR to the folder of pg_dump.`,
    );
  }

  async dump(url: string, file: string): Promise<void> {
    await runCommand(join(this.directory, 'pg_dump'), ['--format=custom', `--file=${file}`, url]);
  }

  async restore(file: string, url: string): Promise<void> {
    const args = ['--exit-on-error', '--no-owner', `--dbname=${url}`, file];
    await runCommand(join(this.directory, 'pg_restore'), args);
  }
}

async function majorOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int / 10000 AS version",
    );
    return rows[0]?.version ?? 0;
  } finally {
    await client.end();
  }
}
