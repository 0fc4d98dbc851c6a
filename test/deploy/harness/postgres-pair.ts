import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#entities';
import { Pool } from 'pg';
import { selfSigned } from '../../../libs/http/src/testing/self-signed.js';
import { startOwnPostgres } from '../../../tools/src/services/own-postgres.js';
import type { Service } from '../../../tools/src/services/service.js';
import { unprivileged } from '../../../tools/src/services/unprivileged.js';
import { eventually } from '../../support/eventually.js';
import type { TestDatabase } from '../../support/test-database.js';

/** A PostgreSQL with TLS, and a standby of it that can be promoted. */
export class PostgresPair {
  private constructor(
    readonly first: Service,
    readonly standby: Service,
    private readonly directory: string,
  ) {}

  static async start(): Promise<PostgresPair> {
    const directory = await mkdtemp(join(tmpdir(), 'deploy-postgres-'));
    // The server has a user of its own.
    await chmod(directory, 0o755);
    const empty = await startIn(directory, 'first');
    await migrate(empty.url);
    await empty.stop();
    copyAsStandby(directory);
    const first = await startIn(directory, 'first');
    const { hostname, port } = new URL(first.url);
    const source = `primary_conninfo=host=${hostname} port=${port} user=postgres`;
    const standby = await startIn(directory, 'standby', [source]);
    return new PostgresPair(first, standby, directory);
  }

  /** Of the authority that signed the certificate of both: itself. */
  get certificateFile(): string {
    return join(this.directory, 'server.crt');
  }

  /** Both of them, in one address. */
  urlOfBoth(parameters = ''): string {
    const [first, standby] = [new URL(this.first.url), new URL(this.standby.url)];
    return `postgres://postgres@${first.host},${standby.host}/postgres${parameters}`;
  }

  /** The rows as whichever of both is the primary has them. */
  database(): TestDatabase {
    const pools = [this.first, this.standby].map(({ url }) => {
      const pool = new Pool({ connectionString: url, max: 4 });
      pool.on('error', () => undefined);
      return pool;
    }) as [Pool, Pool];
    let current = pools[0];
    this.onPromoted = () => (current = pools[1]);
    return {
      url: this.first.url,
      get pool() {
        return current;
      },
      drop: async () => {
        await Promise.all(pools.map((pool) => pool.end()));
        await this.stop();
      },
    };
  }

  /** The first ends without a word, once the standby has all of it, and the standby takes its place. */
  async failOver(): Promise<void> {
    const [first, standby] = [this.first, this.standby].map(({ url }) => new Pool({ connectionString: url }));
    try {
      const end = await first?.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn');
      await eventually(async () => {
        const behind = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS done';
        expect((await standby?.query(behind, [end?.rows[0]?.lsn]))?.rows).toEqual([{ done: true }]);
      });
      await first?.end();
      process.kill(this.first.pid as number, 'SIGQUIT');
      await this.first.stop();
      await standby?.query('SELECT pg_promote()');
      this.onPromoted();
    } finally {
      await standby?.end();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.standby.stop(), this.first.stop()]);
    await rm(this.directory, { recursive: true, force: true });
  }

  private onPromoted: () => void = () => undefined;
}

function startIn(directory: string, name: string, more: string[] = []): Promise<Service> {
  mkdirSync(join(directory, name), { recursive: true });
  const settings = ['ssl=on', ...certificate(directory), ...more];
  return startOwnPostgres({
    dataDirectory: join(directory, name, 'data'),
    logFile: join(directory, `${name}.log`),
    throwaway: true,
    settings,
  });
}

/** Its settings; made once, and readable by the server's user alone. */
function certificate(directory: string): string[] {
  const [key, cert] = [join(directory, 'server.key'), join(directory, 'server.crt')];
  if (statSync(key, { throwIfNoEntry: false }) === undefined) {
    const identity = selfSigned(12);
    writeFileSync(cert, identity.cert);
    writeFileSync(key, identity.key, { mode: 0o600 });
    unprivileged(directory).own(key);
  }
  return [`ssl_cert_file=${cert}`, `ssl_key_file=${key}`];
}

/** A copy of the stopped first's data, which follows it. Owned by the server's user, as the data is. */
function copyAsStandby(directory: string): void {
  const data = join(directory, 'standby', 'data');
  cpSync(join(directory, 'first', 'data'), data, { recursive: true });
  const { own } = unprivileged(directory);
  writeFileSync(join(data, 'standby.signal'), '');
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) own(join(data, name));
  own(data);
  chmodSync(data, 0o700);
}
