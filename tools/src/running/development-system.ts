import { join } from 'node:path';
import { migrate } from '#entities';
import { findPostgres } from '../services/find-postgres.js';
import { findRedis } from '../services/find-redis.js';
import { startOwnPostgres } from '../services/own-postgres.js';
import { startOwnRedis } from '../services/own-redis.js';
import { localDirectory } from '../services/paths.js';
import { findRedisPrograms } from '../services/redis-programs.js';
import type { Service } from '../services/service.js';
import { ServiceUnavailable } from '../services/service-unavailable.js';
import { AppProcess } from './app-process.js';
import { forgetRunningSystem, recordRunningSystem, runningSystem } from './running-system.js';
import { stopLeftovers } from './stop-leftovers.js';
import {
  requireUsableSettings,
  sharedSettings,
  type SystemEnvironment,
  systemEnvironment,
} from './system-environment.js';
import { whenHealthy } from './when-healthy.js';

const HEALTHY_WITHIN_MS = 60_000;
const COLOURS = { sandbox: 33, processor: 35, api: 36 };
/** In the order they start; they stop in the opposite one, so that nobody calls what is gone already. */
const APPS = ['sandbox', 'processor', 'api'] as const;

/** Stores, sandbox, processor and api of one checkout, from nothing to healthy and back to nothing. */
export class DevelopmentSystem {
  private readonly services: Service[] = [];
  private readonly apps: AppProcess[] = [];
  private recorded = false;

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly note: (line: string) => void,
    private readonly inColour: boolean,
  ) {}

  /**
   * Brings everything up; resolves once every app answers its health check.
   * @throws SettingsError naming variables; ServiceUnavailable with one line for people; Error when an app ends or does not become healthy.
   */
  async start(): Promise<SystemEnvironment> {
    const other = runningSystem();
    if (other)
      throw new ServiceUnavailable(`npm start runs here already (process ${other.pid}): ${other.apiUrl}`);
    requireUsableSettings(this.env);
    await stopLeftovers(this.note);
    const stores = await this.startStores();
    this.note('Migrating the database ...');
    await migrate(this.env.DATABASE_URL || stores.databaseUrl);

    const environment = await systemEnvironment(this.env, stores);
    for (const name of APPS) this.startApp(name, environment);
    this.record(environment);
    const healthy = APPS.map((name) =>
      whenHealthy(`http://localhost:${environment.ports[name]}`, HEALTHY_WITHIN_MS),
    );
    await Promise.race([
      Promise.all(healthy),
      this.firstEnd().then((reason) => Promise.reject(new Error(reason))),
    ]);
    return environment;
  }

  /** Resolves when an app has ended, with which, how, and its last lines. */
  async firstEnd(): Promise<string> {
    const [app, reason] = await Promise.race(
      this.apps.map((each) => each.ended.then((how) => [each, how] as const)),
    );
    return [`${app.name} ${reason}; its last lines:`, ...app.lastLines.map((line) => `  ${line}`)].join('\n');
  }

  /** Stops api, processor, sandbox, then the stores that are our own. */
  async stop(): Promise<void> {
    const { SHUTDOWN_GRACE_SECONDS, SHUTDOWN_DRAIN_SECONDS } = this.env;
    const seconds = Number(SHUTDOWN_GRACE_SECONDS || 30) + Number(SHUTDOWN_DRAIN_SECONDS || 0);
    const graceMs = (seconds + 5) * 1_000;
    for (const app of this.apps.toReversed()) await app.stop(graceMs);
    for (const service of this.services.toReversed()) await service.stop();
    if (this.recorded) forgetRunningSystem();
  }

  /** Ends the apps at once; the stores end with this process. */
  kill(): void {
    for (const app of this.apps) app.kill();
    if (this.recorded) forgetRunningSystem();
  }

  private async startStores(): Promise<{ databaseUrl: string; redisUrl: string }> {
    const { env, note } = this;
    const log = localDirectory('log');
    const postgres = await findPostgres({
      env,
      note,
      database: 'sendstream',
      own: () =>
        startOwnPostgres({
          dataDirectory: join(localDirectory(), 'postgres'),
          logFile: join(log, 'postgres.log'),
        }),
    });
    this.services.push(postgres);
    const redis = await findRedis({
      env,
      note,
      own: async () =>
        startOwnRedis({
          programs: await findRedisPrograms(note),
          dataDirectory: join(localDirectory(), 'redis'),
          logFile: join(log, 'redis.log'),
        }),
    });
    this.services.push(redis);
    note(postgres.description);
    note(redis.description);
    return { databaseUrl: postgres.url, redisUrl: redis.url };
  }

  private startApp(name: (typeof APPS)[number], { variables }: SystemEnvironment): void {
    this.apps.push(
      new AppProcess({
        name,
        colour: this.inColour ? COLOURS[name] : null,
        entry: entryOf(name),
        env: { ...this.env, ...variables },
        logFile: join(localDirectory('log'), `${name}.log`),
      }),
    );
  }

  private record({ variables, ports }: SystemEnvironment): void {
    const apps = this.apps.map(({ name, pid }) => ({ name, pid, mark: entryOf(name) }));
    const marks = ['postgres', 'redis-server'];
    const stores = this.services.map(({ pid }, index) => ({
      name: marks[index] ?? '',
      pid,
      mark: marks[index] ?? '',
    }));
    recordRunningSystem({
      pid: process.pid,
      apiUrl: `http://localhost:${ports.api}`,
      sandboxUrl: `http://localhost:${ports.sandbox}`,
      environment: sharedSettings({ ...this.env, ...variables }),
      processes: [...stores, ...apps].flatMap(({ pid, ...rest }) =>
        pid === undefined ? [] : [{ ...rest, pid }],
      ),
    });
    this.recorded = true;
  }
}

function entryOf(app: string): string {
  return `dist/apps/${app}/src/main.js`;
}
