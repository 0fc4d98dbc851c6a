import { freePort } from '../../tools/src/services/free-port.js';
import { eventually } from './eventually.js';
import { RedisProcess } from './redis-process.js';

const WITHIN_MS = 60_000;
const SLOTS = 16_384;

/** Masters that share the slots, each with as many replicas. */
export class RedisClusterForTest {
  private constructor(
    readonly masters: RedisProcess[],
    readonly replicas: RedisProcess[],
  ) {}

  /** `timeoutMs`: how long a node may be silent before it is given up. */
  static async start({ masters = 3, replicas = 0, timeoutMs = 1_000 } = {}): Promise<RedisClusterForTest> {
    const nodes = (count: number) => Promise.all(Array.from({ length: count }, () => node(timeoutMs)));
    const cluster = new RedisClusterForTest(await nodes(masters), await nodes(masters * replicas));
    await cluster.join();
    return cluster;
  }

  get nodes(): RedisProcess[] {
    return [...this.masters, ...this.replicas];
  }

  get url(): string {
    return `redis+cluster://${this.masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** The node that has a key, as the first that answers says. */
  async nodeOf(key: string): Promise<RedisProcess> {
    const slot = await this.slotOf(key);
    const range = (await this.ranges()).find(([from, to]) => from <= slot && slot <= to);
    return this.nodes.find(({ port }) => port === range?.[2][1]) as RedisProcess;
  }

  /** Those that have slots now. */
  async servingNodes(): Promise<RedisProcess[]> {
    const ports = (await this.ranges()).map(([, , [, port]]) => port);
    return this.nodes.filter(({ port }) => ports.includes(port));
  }

  /** Moves the slot of a key to another node as an operator does, key by key. `meanwhile`: when the keys are there, and the slot is not. */
  async moveSlot(key: string, to: RedisProcess, meanwhile?: () => Promise<void>): Promise<void> {
    const from = await this.nodeOf(key);
    const slot = await this.slotOf(key);
    const [fromId, toId] = await Promise.all([from, to].map(idOf));
    await to.redis.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId as string);
    await from.redis.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId as string);
    for (;;) {
      const keys = (await from.redis.call('CLUSTER', 'GETKEYSINSLOT', slot, 10)) as string[];
      if (keys.length === 0) break;
      for (const each of keys) await from.redis.call('MIGRATE', '127.0.0.1', to.port, each, 0, 5_000);
    }
    await meanwhile?.();
    for (const each of [to, from, ...(await this.servingNodes())])
      await each.redis.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId as string);
  }

  /** All nodes say that all slots are served. */
  async healthy(): Promise<void> {
    await eventually(async () => {
      for (const { redis } of this.nodes) {
        const info = String(await redis.call('CLUSTER', 'INFO'));
        expect(info).toContain('cluster_state:ok');
        expect(info).toContain(`cluster_known_nodes:${this.nodes.length}`);
      }
    }, WITHIN_MS);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((each) => each.stop()));
  }

  private async slotOf(key: string): Promise<number> {
    const [any] = this.nodes as [RedisProcess];
    return Number(await any.redis.call('CLUSTER', 'KEYSLOT', key));
  }

  private async ranges(): Promise<[number, number, [string, number]][]> {
    const [any] = this.nodes as [RedisProcess];
    return (await any.redis.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
  }

  private async join(): Promise<void> {
    const { masters, replicas } = this;
    const share = Math.ceil(SLOTS / masters.length);
    await Promise.all(
      masters.map(({ redis }, n) =>
        redis.call('CLUSTER', 'ADDSLOTSRANGE', n * share, Math.min((n + 1) * share, SLOTS) - 1),
      ),
    );
    const [first, ...others] = this.nodes as [RedisProcess, ...RedisProcess[]];
    for (const [n, { redis }] of masters.entries()) await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
    const busPort = (await first.redis.config('GET', 'cluster-port')) as string[];
    for (const { redis } of others)
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', first.port, busPort[1] as string);
    await this.healthy();
    for (const [n, { redis }] of replicas.entries()) {
      const master = await idOf(masters[n % masters.length] as RedisProcess);
      await eventually(() => redis.call('CLUSTER', 'REPLICATE', master).then(() => undefined), WITHIN_MS);
    }
    await eventually(async () => {
      for (const { redis } of replicas)
        expect(await redis.info('replication')).toContain('master_link_status:up');
    }, WITHIN_MS);
  }
}

async function idOf({ redis }: RedisProcess): Promise<string> {
  return String(await redis.call('CLUSTER', 'MYID'));
}

async function node(timeoutMs: number): Promise<RedisProcess> {
  return RedisProcess.start({
    ...(await clusterSettings()),
    bind: '127.0.0.1',
    save: '""',
    'cluster-node-timeout': String(timeoutMs),
    'repl-diskless-sync-delay': '0',
  });
}

/** What makes a server a node of a cluster. */
export async function clusterSettings(): Promise<Record<string, string>> {
  return {
    'cluster-enabled': 'yes',
    'cluster-config-file': 'nodes.conf',
    // Without it 10,000 above the other, where outgoing connections are.
    'cluster-port': String(await freePort()),
    // One that is alone would not know where it is.
    'cluster-announce-ip': '127.0.0.1',
  };
}
