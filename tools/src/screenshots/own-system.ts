import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '#entities';
import { AppProcess } from '../running/app-process.js';
import { systemEnvironment } from '../running/system-environment.js';
import { whenHealthy } from '../running/when-healthy.js';
import { seed } from '../seed/seed.js';
import { startOwnPostgres } from '../services/own-postgres.js';
import { startOwnRedis } from '../services/own-redis.js';
import { localDirectory, root } from '../services/paths.js';
import { findRedisPrograms } from '../services/redis-programs.js';
import { runCommand } from '../services/run-command.js';
import type { Service } from '../services/service.js';

const HEALTHY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 15_000;
/** In the order they start; they stop in the opposite one. */
const APPS = ['sandbox', 'processor', 'api'] as const;

interface Options {
  /** In its database at the start. */
  messages: number;
  /** Besides those that all have. */
  settings?: Record<string, string>;
}

/** Api, processor and sandbox over a PostgreSQL and a Redis of their own, beside whatever else runs here. */
export class OwnSystem {
  private readonly started: { stop(): Promise<void> }[] = [];
  private readonly directory = join(localDirectory(), `screenshots-${process.pid}`);
  private variables: Record<string, string> = {};
  url = '';
  processorUrl = '';
  sandboxUrl = '';
  redisUrl = '';

  private constructor(
    private readonly options: Options,
    private readonly note: (line: string) => void,
  ) {}

  static async start(options: Options, note: (line: string) => void): Promise<OwnSystem> {
    const system = new OwnSystem(options, note);
    try {
      await system.startAll();
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  /** A key of this system. */
  async createKey(name: string, scopes: string, ...options: string[]): Promise<string> {
    const args = ['api-key', 'create', '--name', name, '--scopes', scopes, ...options];
    const program = [join(root, 'dist/tools/src/sendstream.js'), ...args];
    const printed = await runCommand(process.execPath, program, {
      env: { ...process.env, ...this.variables },
    });
    return printed.trim().split('\n').at(-1) ?? '';
  }

  async stop(): Promise<void> {
    for (const each of this.started.toReversed()) await each.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async startAll(): Promise<void> {
    mkdirSync(this.directory, { recursive: true });
    const stores = await this.startStores();
    this.redisUrl = stores.redisUrl;
    await migrate(stores.databaseUrl);
    if (this.options.messages > 0) await this.seed(stores.databaseUrl);
    const ports = { PORT: '0', PROCESSOR_PORT: '0', SANDBOX_PORT: '0' };
    const settings = {
      API_KEYS_REQUIRED: 'true',
      GUARD: 'on',
      GUARD_COUNTRIES: 'US,CA,GB,FR,DE,SE',
      LOG_LEVEL: 'warn',
      SANDBOX_LATENCY_MS: '70',
      SANDBOX_CALLBACK_DELAY_MS: '900',
      ...this.options.settings,
    };
    const { variables, ports: chosen } = await systemEnvironment({ ...ports, ...settings }, stores);
    this.variables = { ...settings, ...variables };
    for (const name of APPS) this.startApp(name);
    this.url = `http://localhost:${chosen.api}`;
    this.processorUrl = `http://localhost:${chosen.processor}`;
    this.sandboxUrl = `http://localhost:${chosen.sandbox}`;
    await Promise.all(APPS.map((name) => whenHealthy(`http://localhost:${chosen[name]}`, HEALTHY_WITHIN_MS)));
  }

  private async startStores(): Promise<{ databaseUrl: string; redisUrl: string }> {
    const at = (name: string) => ({
      dataDirectory: join(this.directory, name),
      logFile: join(this.directory, `${name}.log`),
      throwaway: true,
    });
    const postgres = this.keep(await startOwnPostgres(at('postgres')));
    const redis = this.keep(
      await startOwnRedis({ programs: await findRedisPrograms(this.note), ...at('redis') }),
    );
    return { databaseUrl: postgres.url, redisUrl: redis.url };
  }

  private keep(service: Service): Service {
    this.note(service.description);
    this.started.push(service);
    return service;
  }

  private async seed(databaseUrl: string): Promise<void> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      const { messages } = this.options;
      await seed(client, { messages, conversations: messages / 10, seed: 1 }, this.note);
    } finally {
      await client.end();
    }
  }

  private startApp(name: (typeof APPS)[number]): void {
    const app = new AppProcess({
      name,
      colour: null,
      entry: `dist/apps/${name}/src/main.js`,
      env: { ...process.env, ...this.variables },
      logFile: join(this.directory, `${name}.log`),
    });
    this.started.push({ stop: () => app.stop(STOP_WITHIN_MS) });
  }
}
