import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueAdmin } from '#queue';
import { selfSigned } from '../../../libs/http/src/testing/self-signed.js';
import { RedisForTest } from '../../../libs/queue/src/testing/redis-for-test.js';
import { type App, AppProcess, type Build } from '../../faults/harness/app-process.js';
import { LedgerProvider } from '../../faults/harness/ledger-provider.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const MAX_RUN_HOURS = 12;

type Variables = Record<string, string>;

/** Stores, and a provider with a ledger, for apps that run as processes of their own, behind whatever a suite puts between. */
export class DeployedSystem {
  readonly processes: AppProcess[] = [];
  readonly admin: QueueAdmin;

  private constructor(
    readonly database: TestDatabase,
    readonly redis: RedisForTest,
    readonly provider: LedgerProvider,
    /** For what belongs to it: certificates, configurations, logs. */
    readonly directory: string,
  ) {
    this.admin = new QueueAdmin(redis.url);
  }

  /** `own`: a database of the suite's own making, which is dropped with the rest. */
  static async start(own?: TestDatabase): Promise<DeployedSystem> {
    const directory = await mkdtemp(join(tmpdir(), 'deploy-'));
    const identity = selfSigned(MAX_RUN_HOURS);
    const [database, redis, provider] = await Promise.all([
      own ?? createTestDatabase(),
      RedisForTest.start(),
      LedgerProvider.start(identity),
      writeFile(join(directory, 'provider.pem'), identity.cert),
    ]);
    return new DeployedSystem(database, redis, provider, directory);
  }

  /** What every app is set to; `DATABASE_URL` leads straight to the database. */
  get variables(): Variables {
    return {
      NODE_ENV: 'test',
      NODE_EXTRA_CA_CERTS: join(this.directory, 'provider.pem'),
      LOG_LEVEL: 'info',
      DATABASE_URL: this.database.url,
      DATABASE_POOL_SIZE: '5',
      REDIS_URL: this.redis.url,
      TWILIO_BASE_URL: this.provider.url,
      SENDGRID_BASE_URL: this.provider.url,
      RATE_LIMIT_REQUESTS: '0',
      RETRY_DELAY_SECONDS: '0',
    };
  }

  /** Starts an app; does not wait until it is up. `at`: its port, and what it is run from, if not any and this build. */
  async spawn(
    app: App,
    variables: Variables = {},
    at: { port?: number; build?: Build } = {},
  ): Promise<AppProcess> {
    const process = await AppProcess.spawn(app, { ...this.variables, ...variables }, at.port, at.build);
    this.processes.push(process);
    return process;
  }

  /**
   * Puts a new process with the same settings and address into the place of one that has ended, and waits until it is up.
   * `build`: another one than it had.
   */
  async replace(ended: AppProcess, build?: Build): Promise<AppProcess> {
    const successor = await ended.successor(build);
    this.processes[this.processes.indexOf(ended)] = successor;
    return successor.up();
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.filter(({ running }) => running).map((process) => process.kill()));
    await Promise.all([this.admin.close(), this.provider.down(), this.redis.stop()]);
    await this.database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
