import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiSettings, loadSettings, ProcessorSettings } from '#config';
import { QueueAdmin } from '#queue';
import type { AddressInfo } from 'node:net';
import { createApi } from '../../apps/api/src/create-api.js';
import { createProcessor } from '../../apps/processor/src/create-processor.js';
import { SandboxSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { type RunningSandbox, startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { freePort } from '../../tools/src/services/free-port.js';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { TcpProxy } from './tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

type Variables = Record<string, string>;

/** The whole of Sendstream in this process: api, processors and sandbox over a PostgreSQL and a Redis of their own. */
export class RunningSystem {
  readonly processors: NestExpressApplication[] = [];
  private readonly moreApis: NestExpressApplication[] = [];

  private constructor(
    readonly database: TestDatabase,
    /** The services reach the database through it. */
    readonly databaseProxy: TcpProxy,
    readonly redis: RedisForTest,
    readonly sandbox: RunningSandbox,
    readonly api: NestExpressApplication,
    readonly url: string,
    readonly admin: QueueAdmin,
    /** What its apps run with, as in the environment. */
    readonly variables: Variables,
  ) {}

  /** Starts everything but the processors. `variables` are as in the environment. */
  static async start(variables: Variables = {}): Promise<RunningSystem> {
    const [database, redis, port] = await Promise.all([
      createTestDatabase(),
      RedisForTest.start(),
      freePort(),
    ]);
    const url = `http://127.0.0.1:${port}`;
    const databaseUrl = new URL(database.url);
    const databaseProxy = await TcpProxy.start({
      host: databaseUrl.hostname,
      port: Number(databaseUrl.port || 5432),
    });
    databaseUrl.host = `127.0.0.1:${databaseProxy.port}`;
    const sandbox = await startSandbox(
      loadSettings(SandboxSettings, {
        SANDBOX_PORT: '0',
        PUBLIC_URL: url,
        SANDBOX_CALLBACK_DELAY_MS: '5',
        ...variables,
      }),
      false,
    );
    const all: Variables = {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      PORT: String(port),
      PROCESSOR_PORT: '0',
      DATABASE_URL: databaseUrl.href,
      REDIS_URL: redis.url,
      // Each connection is a process of PostgreSQL, which has a hundred at most unless it is told otherwise, for all suites.
      DATABASE_POOL_SIZE: '4',
      TWILIO_BASE_URL: sandbox.url,
      SENDGRID_BASE_URL: sandbox.url,
      SES_BASE_URL: sandbox.url,
      VONAGE_BASE_URL: sandbox.url,
      HTTP_PROVIDER_URL: `${sandbox.url}/http/messages`,
      SENDGRID_WEBHOOK_PUBLIC_KEY: sandbox.publicKey,
      SMTP_URL: sandbox.smtpUrl,
      PUBLIC_URL: url,
      RETRY_DELAY_SECONDS: '0',
      RATE_LIMIT_REQUESTS: '0',
      ALLOW_PRIVATE_NETWORKS: 'true',
      ...variables,
    };
    const settings = loadSettings(ApiSettings, all);
    const api = await createApi(settings);
    await api.listen(settings.port, '127.0.0.1');
    return new RunningSystem(
      database,
      databaseProxy,
      redis,
      sandbox,
      api,
      url,
      new QueueAdmin(redis.url),
      all,
    );
  }

  /** One more api, beside the first; answers its address. */
  async startApi(variables: Variables = {}): Promise<string> {
    const api = await createApi(loadSettings(ApiSettings, { ...this.variables, ...variables }));
    await api.listen(0, '127.0.0.1');
    this.moreApis.push(api);
    return `http://127.0.0.1:${(api.getHttpServer().address() as AddressInfo).port}`;
  }

  async startProcessor(variables: Variables = {}): Promise<NestExpressApplication> {
    const settings = loadSettings(ProcessorSettings, { ...this.variables, ...variables });
    const processor = await createProcessor(settings);
    await processor.listen(settings.processorPort, '127.0.0.1');
    await processor.startAllMicroservices();
    this.processors.push(processor);
    return processor;
  }

  async stop(): Promise<void> {
    await Promise.all(this.processors.map((processor) => processor.close()));
    await Promise.all([this.api, ...this.moreApis].map((api) => api.close()));
    await this.sandbox.close();
    await this.admin.close();
    await this.redis.stop();
    await this.databaseProxy.stop();
    await this.database.drop();
  }
}

/** Where an app listens. */
export async function portOf(app: NestExpressApplication | undefined): Promise<string> {
  const address = (await app?.getUrl()) ?? '';
  return address.replace('[::1]', '127.0.0.1');
}
