import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '#entities';
import { Pool } from 'pg';
import { startOwnPostgres } from '../../../tools/src/services/own-postgres.js';
import type { Service } from '../../../tools/src/services/service.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import type { TestDatabase } from '../../support/test-database.js';

/** A whole PostgreSQL of the suite's own, to stop, crash and cut off, behind an address that stays the same. */
export class OwnCluster {
  private constructor(
    private readonly directory: string,
    readonly proxy: TcpProxy,
    private server: Service,
  ) {}

  /** `directory` is made, and its owner removes it. */
  static async start(directory: string): Promise<OwnCluster> {
    await mkdir(directory, { recursive: true });
    const server = await startIn(directory);
    const proxy = await TcpProxy.start({ host: '127.0.0.1', port: portOf(server) });
    const cluster = new OwnCluster(directory, proxy, server);
    await migrate(cluster.url);
    return cluster;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.proxy.port}/postgres`;
  }

  /** The address that no cut of the proxy concerns. */
  get directUrl(): string {
    return this.server.url;
  }

  /** As an operator stops it: every client is sent away. */
  async down(): Promise<void> {
    await this.server.stop();
  }

  /** All at once and without a word, as after a crash; it will have to recover. */
  async crash(): Promise<void> {
    process.kill(this.server.pid as number, 'SIGQUIT');
    await this.server.stop();
  }

  async up(): Promise<void> {
    this.server = await startIn(this.directory);
    this.proxy.redirect(portOf(this.server));
  }

  database(): TestDatabase {
    const pool = new Pool({ connectionString: this.url, max: 4 });
    pool.on('error', () => undefined); // The scenarios cut it off on purpose.
    return { url: this.url, pool, drop: () => this.stop(pool) };
  }

  private async stop(pool: Pool): Promise<void> {
    // First what a statement of a scenario that failed may still wait for.
    await this.proxy.stop();
    await this.server.stop();
    await pool.end();
  }
}

function startIn(directory: string): Promise<Service> {
  const [dataDirectory, logFile] = [join(directory, 'data'), join(directory, 'log')];
  // Not `throwaway`: that gives up what was committed just before a crash.
  return startOwnPostgres({ dataDirectory, logFile });
}

function portOf(server: Service): number {
  return Number(new URL(server.url).port);
}
