import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueAdmin } from '#queue';
import { selfSigned } from '../../../libs/http/src/testing/self-signed.js';
import type { RedisForTest } from '../../../libs/queue/src/testing/redis-for-test.js';
import { freePort } from '../../../tools/src/services/free-port.js';
import type { TestDatabase } from '../../support/test-database.js';
import { type App, AppProcess } from './app-process.js';
import { JUMPING_CLOCK } from './jumping-clock.js';
import { Ledger } from './ledger.js';
import { LedgerProvider } from './ledger-provider.js';
import { OwnCluster } from './own-cluster.js';
import type { BehaviourOf } from './provider-behaviour.js';
import { RedisPair } from './redis-pair.js';

/** Short times, so that a fault and what follows from it fit into seconds; few slots, so that a load is a backlog. */
const SHORT_TIMES = {
  SMS_CONCURRENCY: '3',
  SMS_CODE_CONCURRENCY: '3',
  SMS_BULK_CONCURRENCY: '3',
  EMAIL_CONCURRENCY: '2',
  PROVIDER_TIMEOUT_MS: '500',
  CLAIM_LEASE_SECONDS: '2',
  SETTLE_SECONDS: '1',
  RETRY_DELAY_SECONDS: '0',
  RATE_LIMIT_REQUESTS: '0',
  MAX_RETRIES: '12',
  QUEUE_VISIBILITY_SECONDS: '2',
  SHUTDOWN_GRACE_SECONDS: '10',
};
const MAX_RUN_HOURS = 12;
const APIS = 2;
const PROCESSORS = 3;

/** Sendstream as it is deployed: real processes, a PostgreSQL, a Redis with a replica, and providers, all its own. */
export class SystemUnderFault {
  readonly apis: AppProcess[] = [];
  readonly processors: AppProcess[] = [];
  readonly admin: QueueAdmin;
  readonly database: TestDatabase;
  readonly startedAt = performance.now();
  /** The first scenario that failed: what it left behind would be blamed on every later one. */
  spoilt: string | null = null;
  private readonly variables: Record<string, string>;

  private constructor(
    readonly cluster: OwnCluster,
    readonly pair: RedisPair,
    /** Twilio and SendGrid. */
    readonly provider: LedgerProvider,
    /** Vonage and SES, for routes that name them. It shares the ledger of the first. */
    readonly second: LedgerProvider,
    readonly sendgridKey: KeyObject,
    private readonly publicPort: number,
    private readonly directory: string,
    sendgridPublicKey: string,
    variables: Record<string, string>,
  ) {
    this.database = cluster.database();
    this.variables = {
      NODE_ENV: 'test',
      NODE_OPTIONS: JUMPING_CLOCK,
      NODE_EXTRA_CA_CERTS: join(directory, 'provider.pem'),
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'info',
      DATABASE_URL: cluster.url,
      REDIS_URL: pair.url,
      TWILIO_BASE_URL: provider.url,
      SENDGRID_BASE_URL: provider.url,
      VONAGE_BASE_URL: second.url,
      SES_BASE_URL: second.url,
      SENDGRID_WEBHOOK_PUBLIC_KEY: sendgridPublicKey,
      PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
      ALLOW_PRIVATE_NETWORKS: 'true',
      ...SHORT_TIMES,
      ...variables,
    };
    this.admin = new QueueAdmin(this.variables.REDIS_URL ?? pair.url);
  }

  /** `variables`: settings of its processes, before those they have. `routes`: what is in their routes file. */
  static async start(variables: Record<string, string> = {}, routes = ''): Promise<SystemUnderFault> {
    const directory = await mkdtemp(join(tmpdir(), 'faults-'));
    const identity = selfSigned(MAX_RUN_HOURS);
    const ledger = new Ledger();
    const routesFile = join(directory, 'routes.yaml');
    const [cluster, pair, provider, second, publicPort] = await Promise.all([
      OwnCluster.start(join(directory, 'postgres')),
      RedisPair.start(),
      LedgerProvider.start(identity, ledger),
      LedgerProvider.start(identity, ledger),
      freePort(),
      writeFile(join(directory, 'provider.pem'), identity.cert),
      writeFile(routesFile, routes),
    ]);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicDer = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const providers = [provider, second] as const;
    const settings = { ...(routes !== '' && { ROUTES_FILE: routesFile }), ...variables };
    const parts = [privateKey, publicPort, directory, publicDer, settings] as const;
    const system = new SystemUnderFault(cluster, pair, ...providers, ...parts);
    try {
      await Promise.all([
        ...Array.from({ length: APIS }, (_, n) => system.join('api', n)),
        ...Array.from({ length: PROCESSORS }, (_, n) => system.join('processor', n)),
      ]);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** The Redis that is the master before and after every scenario. */
  get redis(): RedisForTest {
    return this.pair.first;
  }

  get providers(): readonly LedgerProvider[] {
    return [this.provider, this.second];
  }

  /** Requests to send that arrived at any provider, taken or not. */
  get requests(): number {
    return this.provider.requests + this.second.requests;
  }

  /** From now on all providers do this with their requests. */
  behave(behaviour: BehaviourOf): void {
    for (const provider of this.providers) provider.behaviour = behaviour;
  }

  get processes(): AppProcess[] {
    return [...this.apis, ...this.processors];
  }

  /** One more process, in no list, with settings of its own. The caller ends it. */
  async guest(app: App, variables: Record<string, string>): Promise<AppProcess> {
    const guest = await AppProcess.spawn(app, { ...this.variables, ...variables });
    return guest.up();
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
    await Promise.all([this.admin.close(), this.provider.down(), this.second.down(), this.pair.stop()]);
    await this.database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** The first of each kind has to do with one connection to PostgreSQL: its pool is exhausted all the time. */
  private async join(app: App, n: number): Promise<void> {
    const pool = { DATABASE_POOL_SIZE: n === 0 ? '1' : '10' };
    const port = app === 'api' && n === 0 ? this.publicPort : undefined;
    const process = await AppProcess.spawn(app, { ...this.variables, ...pool }, port);
    (app === 'api' ? this.apis : this.processors).push(process);
    await process.up();
  }
}
