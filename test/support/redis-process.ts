import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { freePort } from '../../tools/src/services/free-port.js';

/** One redis-server with settings of its own: a node of a cluster, a Sentinel, one that wants certificates. */
export class RedisProcess {
  private child: ChildProcess | undefined;
  private client: Redis | undefined;

  private constructor(
    readonly port: number,
    readonly directory: string,
    private readonly settings: string,
    private readonly options: RedisOptions,
    private readonly flags: string[],
  ) {}

  /** `settings` are those of a configuration file, by name; `flags` stand behind it on the command line. */
  static async start(
    settings: Record<string, string | string[]>,
    { flags = [], port, ...options }: RedisOptions & { flags?: string[] } = {},
  ): Promise<RedisProcess> {
    const own = port ?? (await freePort());
    const directory = await mkdtemp(join(tmpdir(), 'redis-process-'));
    const all = {
      ...(options.tls ? { port: '0', 'tls-port': String(own) } : { port: String(own) }),
      dir: directory,
      ...settings,
    };
    const lines = Object.entries(all).flatMap(([name, values]) =>
      [values].flat().map((value) => `${name} ${value}`),
    );
    const server = new RedisProcess(own, directory, lines.join('\n'), options, flags);
    await server.up();
    return server;
  }

  /** A connection for the test itself. */
  get redis(): Redis {
    if (this.client === undefined) throw new Error('the server is down');
    return this.client;
  }

  /** Starts it, with the configuration it began with. */
  async up(): Promise<void> {
    const file = join(this.directory, 'redis.conf');
    // A Sentinel writes into its own what it has found out.
    if (this.child === undefined) await writeFile(file, `${this.settings}\n`);
    const libraries = process.env.REDIS_SERVER_LIBRARY_PATH;
    this.child = spawn(process.env.REDIS_SERVER_BIN ?? 'redis-server', [file, ...this.flags], {
      stdio: 'ignore',
      env: { ...process.env, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) },
    });
    this.client = new Redis({
      host: '127.0.0.1',
      ...this.options,
      port: this.port,
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    this.client.on('error', () => undefined);
    const ended = once(this.child, 'exit').then(([code]) => {
      throw new Error(`redis-server ended with ${String(code)} (${file})`);
    });
    // Later it is killed, by who knows.
    ended.catch(() => undefined);
    await Promise.race([this.client.ping(), ended]);
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Dies as by a power cut. */
  async kill(): Promise<void> {
    this.client?.disconnect();
    this.client = undefined;
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}
