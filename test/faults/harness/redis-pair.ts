import { RedisForTest } from '../../../libs/queue/src/testing/redis-for-test.js';
import { eventually } from '../../support/eventually.js';
import { TcpProxy } from '../../support/tcp-proxy.js';

const FOLLOW_WITHIN_MS = 30_000;

/** Two Redis servers, and the one address the services know; it leads to the first. */
export class RedisPair {
  private constructor(
    readonly first: RedisForTest,
    readonly second: RedisForTest,
    private readonly address: TcpProxy,
  ) {}

  static async start(): Promise<RedisPair> {
    const [first, second] = await Promise.all([RedisForTest.start(), RedisForTest.start()]);
    return new RedisPair(first, second, await TcpProxy.start({ host: '127.0.0.1', port: first.port }));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.address.port}`;
  }

  /** Makes `replica` a copy of `master`; resolves when it is one. */
  async follow(replica: RedisForTest, master: RedisForTest): Promise<void> {
    // It would wait some seconds for further replicas to come.
    await master.redis.config('SET', 'repl-diskless-sync-delay', '0');
    await replica.redis.replicaof('127.0.0.1', master.port);
    await eventually(
      async () => expect(await replica.redis.info('replication')).toContain('master_link_status:up'),
      FOLLOW_WITHIN_MS,
    );
  }

  /** Makes `replica` a master, and leads new connections to it. */
  async promote(replica: RedisForTest): Promise<void> {
    await replica.redis.replicaof('NO', 'ONE');
    this.address.redirect(replica.port);
  }

  async stop(): Promise<void> {
    await this.address.stop();
    await Promise.all([this.first.stop(), this.second.stop()]);
  }
}
