import { randomUUID } from 'node:crypto';
import { freePort } from '../../tools/src/services/free-port.js';
import { eventually } from './eventually.js';
import { RedisProcess } from './redis-process.js';
import { TcpProxy } from './tcp-proxy.js';

const WITHIN_MS = 60_000;
const MASTER = 'mymaster';
const PASSWORD = 'of-the:servers';
/** Without a space: Redis 7.0 cannot read what it writes of one. */
const SENTINEL_PASSWORD = `${randomUUID()}/?&`;

/** A server, and the way there that everybody else knows, so that it can be cut off. */
interface Member {
  server: RedisProcess;
  way: TcpProxy;
}

/** A master, a replica and three Sentinels, with passwords for both. */
export class RedisSentinels {
  private constructor(
    readonly members: Member[],
    readonly sentinels: RedisProcess[],
  ) {}

  /** `downAfterMs`: how long the master may be silent before it is given up. */
  static async start(downAfterMs = 1_000): Promise<RedisSentinels> {
    const first = await member();
    const second = await member(first);
    const sentinels: RedisProcess[] = [];
    for (let n = 0; n < 3; n += 1) sentinels.push(await sentinel(first.way.port, downAfterMs));
    const trio = new RedisSentinels([first, second], sentinels);
    await trio.complete();
    return trio;
  }

  get url(): string {
    const hosts = this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
    const parameters = new URLSearchParams({ sentinel_password: SENTINEL_PASSWORD });
    return `redis+sentinel://:${encodeURIComponent(PASSWORD)}@${hosts}/${MASTER}?${parameters.toString()}`;
  }

  /** The member that the Sentinels call the master, and the other one. */
  async masterAndReplica(): Promise<[Member, Member]> {
    const any = this.sentinels.at(-1) as RedisProcess;
    const [, port] = (await any.redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)) as [
      string,
      string,
    ];
    const [first, second] = this.members as [Member, Member];
    return first.way.port === Number(port) ? [first, second] : [second, first];
  }

  /** All Sentinels have heard of all, and the replica has all that the master has. */
  async complete(): Promise<void> {
    await eventually(async () => {
      for (const { redis } of this.sentinels) {
        const told = (await redis.call('SENTINEL', 'MASTER', MASTER)) as string[];
        const value = (name: string) => told[told.indexOf(name) + 1];
        expect([value('flags'), value('num-other-sentinels')]).toEqual(['master', '2']);
        const [replica = []] = (await redis.call('SENTINEL', 'REPLICAS', MASTER)) as string[][];
        expect(replica[replica.indexOf('flags') + 1]).toBe('slave');
      }
      const [, { server }] = await this.masterAndReplica();
      expect(await server.redis.info('replication')).toContain('master_link_status:up');
    }, WITHIN_MS);
  }

  async stop(): Promise<void> {
    await Promise.all(this.sentinels.map((each) => each.stop()));
    await Promise.all(this.members.map(({ way }) => way.stop()));
    await Promise.all(this.members.map(({ server }) => server.stop()));
  }
}

async function member(master?: Member): Promise<Member> {
  const port = await freePort();
  const way = await TcpProxy.start({ host: '127.0.0.1', port });
  const server = await RedisProcess.start(
    {
      bind: '127.0.0.1',
      save: '""',
      requirepass: PASSWORD,
      masterauth: PASSWORD,
      'replica-announce-ip': '127.0.0.1',
      'replica-announce-port': String(way.port),
      'repl-diskless-sync-delay': '0',
      ...(master && { replicaof: `127.0.0.1 ${master.way.port}` }),
    },
    { port, password: PASSWORD },
  );
  return { server, way };
}

function sentinel(masterPort: number, downAfterMs: number): Promise<RedisProcess> {
  return RedisProcess.start(
    {
      bind: '127.0.0.1',
      requirepass: `"${SENTINEL_PASSWORD}"`,
      'sentinel sentinel-pass': `"${SENTINEL_PASSWORD}"`,
      'sentinel monitor': `${MASTER} 127.0.0.1 ${masterPort} 2`,
      'sentinel auth-pass': `${MASTER} ${PASSWORD}`,
      'sentinel down-after-milliseconds': `${MASTER} ${downAfterMs}`,
      'sentinel failover-timeout': `${MASTER} 6000`,
    },
    { flags: ['--sentinel'], password: SENTINEL_PASSWORD },
  );
}
