import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/**
 * A redis-server of the suite's own, on a free port, without persistence. The program is `redis-server` from the PATH,
 * or `REDIS_SERVER_BIN` (with `REDIS_SERVER_LIBRARY_PATH` for its shared libraries).
 */
export class RedisForTest {
  private process: ChildProcess | undefined;
  private client: Redis | undefined;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<RedisForTest> {
    const server = new RedisForTest(await freePort(), await mkdtemp(join(tmpdir(), 'queue-redis-')));
    await server.up();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A connection for the test itself. */
  get redis(): Redis {
    if (this.client === undefined) throw new Error('the test server is down');
    return this.client;
  }

  /** Starts the server, empty. */
  async up(): Promise<void> {
    const libraries = process.env.REDIS_SERVER_LIBRARY_PATH;
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.directory];
    this.process = spawn(
      process.env.REDIS_SERVER_BIN ?? 'redis-server',
      [...args, '--enable-debug-command', 'yes', '--loglevel', 'warning'],
      { stdio: 'ignore', env: { ...process.env, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) } },
    );
    this.client = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    this.client.on('error', () => undefined);
    await this.redis.ping();
  }

  /** Kills the server as a crash would. */
  async down(): Promise<void> {
    this.client?.disconnect();
    this.client = undefined;
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
