import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../../../tools/src/services/free-port.js';

/** Keys that make a server take its time to load them, each long enough for it to answer in between. */
const FILLERS = 200;
const FILLER_BYTES = 2_048;

/**
 * A redis-server of the suite's own, on a free port, without persistence. The program is `redis-server` from the PATH,
 * or `REDIS_SERVER_BIN` (with `REDIS_SERVER_LIBRARY_PATH` for its shared libraries).
 */
export class RedisForTest {
  private process: ChildProcess | undefined;
  private client: Redis | undefined;
  /** No server outlives the process that started it. */
  private readonly killed = () => void this.process?.kill('SIGKILL');

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {
    process.once('exit', this.killed);
  }

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

  /** Starts the server, empty unless {@link reload} left something. `settings` are as on its command line. */
  async up(settings: string[] = []): Promise<void> {
    const libraries = process.env.REDIS_SERVER_LIBRARY_PATH;
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.directory];
    this.process = spawn(
      process.env.REDIS_SERVER_BIN ?? 'redis-server',
      [...args, '--enable-debug-command', 'yes', '--loglevel', 'warning', ...settings],
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

  /** Kills the server and starts it with what it held; it says LOADING for about so long. */
  async reload(loadingMs: number): Promise<void> {
    const fillers = Array.from({ length: FILLERS }, (_, n) => `filler:${n}`);
    await this.redis.mset(fillers.flatMap((key) => [key, 'x'.repeat(FILLER_BYTES)]));
    await this.redis.save();
    await this.down();
    const pausePerKey = ['--key-load-delay', String(Math.round((loadingMs * 1_000) / FILLERS))];
    await this.up([...pausePerKey, '--loading-process-events-interval-bytes', String(FILLER_BYTES)]);
    await this.redis.del(fillers);
    await rm(join(this.directory, 'dump.rdb'));
  }

  async stop(): Promise<void> {
    await this.down();
    process.off('exit', this.killed);
    await rm(this.directory, { recursive: true, force: true });
  }
}
