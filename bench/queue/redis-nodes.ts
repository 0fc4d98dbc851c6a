import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../tools/src/services/free-port.js';
import { localDirectory } from '../../tools/src/services/paths.js';
import { redisVersionAt } from '../../tools/src/services/own-redis.js';
import { findRedisPrograms, redisEnvironment } from '../../tools/src/services/redis-programs.js';
import { runCommand } from '../../tools/src/services/run-command.js';
import { ServerProcess } from '../../tools/src/services/server-process.js';

const START_TIMEOUT_MS = 30_000;

/** One Redis, or a cluster of several masters, append-only as it is deployed. */
export class RedisNodes {
  private readonly servers: ServerProcess[] = [];
  private readonly ports: number[] = [];
  private readonly directory = mkdtempSync(join(localDirectory('bench'), 'nodes-'));

  private constructor() {}

  static async start(count: number, note: (line: string) => void): Promise<RedisNodes> {
    const nodes = new RedisNodes();
    const programs = await findRedisPrograms(note);
    const env = redisEnvironment(programs);
    for (let n = 0; n < count; n += 1) {
      const port = await freePort();
      const own = { port: String(port), dir: join(nodes.directory, String(port)) };
      const cluster = { 'cluster-enabled': 'yes', 'cluster-port': String(await freePort()) };
      const settings = { ...SETTINGS, ...own, ...(count > 1 ? cluster : {}) };
      mkdirSync(own.dir);
      const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
      const logFile = join(nodes.directory, `${port}.log`);
      const server = new ServerProcess({ command: programs.server, args, env, logFile });
      nodes.servers.push(server);
      nodes.ports.push(port);
      await server.whenReady(() => redisVersionAt(`redis://127.0.0.1:${port}`), START_TIMEOUT_MS);
    }
    const addresses = nodes.ports.map((port) => `127.0.0.1:${port}`);
    const create = ['--cluster', 'create', ...addresses, '--cluster-yes'];
    if (count > 1) await runCommand(programs.cli, create, { env });
    return nodes;
  }

  get url(): string {
    const addresses = this.ports.map((port) => `127.0.0.1:${port}`).join(',');
    return this.ports.length === 1 ? `redis://${addresses}` : `redis+cluster://${addresses}`;
  }

  /** Seconds of processor time that each node has used. */
  cpuSeconds(): Promise<number[]> {
    return Promise.all(
      this.ports.map(async (port) => {
        const redis = new Redis(port, '127.0.0.1');
        const info = await redis.info('cpu');
        redis.disconnect();
        const of = (kind: string) => Number(new RegExp(`^used_cpu_${kind}:(\\S+)`, 'm').exec(info)?.[1]);
        return of('user') + of('sys');
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop('SIGKILL')));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const SETTINGS = {
  bind: '127.0.0.1',
  save: '',
  appendonly: 'yes',
  'maxmemory-policy': 'noeviction',
};
