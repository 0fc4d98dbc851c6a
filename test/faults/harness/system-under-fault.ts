import { QueueAdmin } from '#queue';
import { RedisForTest } from '../../../libs/queue/src/testing/redis-for-test.js';
import { reservePort } from '../../../tools/src/services/reserved-port.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { type App, AppProcess } from './app-process.js';
import { LedgerProvider } from './ledger-provider.js';

/** Short times, so that a fault and what follows from it fit into seconds; few slots, so that a load is a backlog. */
const SHORT_TIMES = {
  SMS_CONCURRENCY: '5',
  EMAIL_CONCURRENCY: '3',
  PROVIDER_TIMEOUT_MS: '500',
  CLAIM_LEASE_SECONDS: '2',
  SETTLE_SECONDS: '1',
  RETRY_DELAY_SECONDS: '0',
  RATE_LIMIT_REQUESTS: '0',
  MAX_RETRIES: '12',
  QUEUE_VISIBILITY_SECONDS: '2',
  SHUTDOWN_GRACE_SECONDS: '10',
};

export interface SystemOptions {
  processors?: number;
  apis?: number;
  variables?: Record<string, string>;
  /** What the apps connect to, where it is not the database's and the Redis' own address. */
  databaseUrl?: string;
  redisUrl?: string;
  database?: TestDatabase;
  redis?: RedisForTest;
}

/** Sendstream as it is deployed: real processes, a PostgreSQL database and a Redis of their own, and a provider. */
export class SystemUnderFault {
  readonly apis: AppProcess[] = [];
  readonly processors: AppProcess[] = [];
  readonly admin: QueueAdmin;
  private readonly variables: Record<string, string>;

  private constructor(
    readonly database: TestDatabase,
    readonly redis: RedisForTest,
    readonly provider: LedgerProvider,
    private readonly publicPort: number,
    options: SystemOptions,
  ) {
    const redisUrl = options.redisUrl ?? redis.url;
    this.admin = new QueueAdmin(redisUrl);
    this.variables = {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'info',
      DATABASE_URL: options.databaseUrl ?? database.url,
      REDIS_URL: redisUrl,
      TWILIO_BASE_URL: provider.url,
      SENDGRID_BASE_URL: provider.url,
      PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
      ALLOW_PRIVATE_NETWORKS: 'true',
      ...SHORT_TIMES,
      ...options.variables,
    };
  }

  static async start(options: SystemOptions = {}): Promise<SystemUnderFault> {
    const [database, redis, provider] = await Promise.all([
      options.database ?? createTestDatabase(),
      options.redis ?? RedisForTest.start(),
      LedgerProvider.start(),
    ]);
    const system = new SystemUnderFault(database, redis, provider, await reservePort(), options);
    const { apis = 1, processors = 2 } = options;
    await Promise.all([
      ...Array.from({ length: apis }, (_, n) =>
        system.add('api', system.apis, n ? undefined : system.publicPort),
      ),
      ...Array.from({ length: processors }, () => system.add('processor', system.processors)),
    ]);
    return system;
  }

  get processes(): AppProcess[] {
    return [...this.apis, ...this.processors];
  }

  /** Puts a new process into the place of one that has ended; does not wait until it is up. */
  async replace(ended: AppProcess): Promise<AppProcess> {
    const room = ended.app === 'api' ? this.apis : this.processors;
    const successor = await ended.successor();
    room[room.indexOf(ended)] = successor;
    return successor;
  }

  /** Every process runs and answers; those that ended are replaced. */
  async restored(): Promise<void> {
    for (const process of this.processes) if (!process.running) await this.replace(process);
    await Promise.all(this.processes.map((process) => process.up()));
  }

  /** What the apps wrote lately, for the report of a scenario that failed. */
  log(): string {
    return this.processes.map((process) => process.log).join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
    await Promise.all([this.admin.close(), this.provider.down(), this.redis.stop()]);
    await this.database.drop();
  }

  private async add(app: App, room: AppProcess[], port?: number): Promise<void> {
    const process = await AppProcess.spawn(app, this.variables, port);
    room.push(process);
    await process.up();
  }
}
