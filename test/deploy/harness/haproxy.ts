import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianProgram } from '../../../tools/src/services/debian-program.js';
import { freePort } from '../../../tools/src/services/free-port.js';
import { ServerProcess } from '../../../tools/src/services/server-process.js';

const START_TIMEOUT_MS = 15_000;

/** What of HAProxy's configuration suites choose. */
interface HaProxySettings {
  /** How long it keeps connections on which nothing is said: to clients, and to servers. */
  idleSeconds: { clients: number; servers: number };
  /** `always`: any request goes over any idle connection to a server; `safe`: not the first of a client. */
  reuse: 'safe' | 'always';
}

/** As they are in HAProxy. */
const SETTINGS: HaProxySettings = { idleSeconds: { clients: 60, servers: 5 }, reuse: 'safe' };

/** An HAProxy before some servers, as it is set up by who wants every fault to be seen: it repeats nothing. */
export class HaProxy {
  private constructor(
    private readonly server: ServerProcess,
    readonly url: string,
    private readonly statisticsUrl: string,
  ) {}

  /** `directory`: where its configuration and its log go. `ports`: of the servers, on 127.0.0.1. */
  static async start(directory: string, ports: number[], settings = SETTINGS): Promise<HaProxy> {
    const { program, libraryPath } = await debianProgram({ name: 'haproxy', path: 'usr/sbin/haproxy' });
    const [port, statisticsPort] = [await freePort(), await freePort()];
    const file = join(directory, 'haproxy.cfg');
    await writeFile(file, configuration({ port, statisticsPort, ports }, settings));
    const server = new ServerProcess({
      command: program,
      // -db: in the foreground.
      args: ['-db', '-f', file],
      env: { ...process.env, ...(libraryPath === '' ? {} : { LD_LIBRARY_PATH: libraryPath }) },
      logFile: join(directory, 'haproxy.log'),
    });
    const proxy = new HaProxy(server, `http://127.0.0.1:${port}`, `http://127.0.0.1:${statisticsPort}/;csv`);
    await server.whenReady(() => proxy.serversUp(), START_TIMEOUT_MS);
    return proxy;
  }

  /** The ports of the servers that get requests now. */
  async serversUp(): Promise<number[]> {
    const servers = await this.servers();
    return servers
      .filter(({ status }) => status?.startsWith('UP'))
      .map(({ svname = '' }) => Number(svname.slice('api'.length)));
  }

  /** Requests that went over a connection to a server that was there already. */
  async reuses(): Promise<number> {
    const servers = await this.servers();
    return servers.reduce((sum, { reuse }) => sum + Number(reuse), 0);
  }

  /** What it tells of each server, by the names of its statistics. */
  private async servers(): Promise<Partial<Record<string, string>>[]> {
    const response = await fetch(this.statisticsUrl, { signal: AbortSignal.timeout(2_000) });
    const [header = '', ...lines] = (await response.text()).trim().split('\n');
    const names = header.replace('# ', '').split(',');
    return lines
      .map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index] ?? '', value])))
      .filter(({ svname }) => svname?.startsWith('api'));
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGTERM');
  }
}

function configuration(
  at: { port: number; statisticsPort: number; ports: number[] },
  { idleSeconds, reuse }: HaProxySettings,
): string {
  const check = `check inter 1s fall 2 rise 1 pool-purge-delay ${idleSeconds.servers}s`;
  const servers = at.ports.map((port) => `  server api${port} 127.0.0.1:${port} ${check}`);
  return `
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout http-keep-alive ${idleSeconds.clients}s
  retries 0
  option http-keep-alive
  http-reuse ${reuse}
listen api
  bind 127.0.0.1:${at.port}
  balance roundrobin
  option forwardfor
  option httpchk GET /ready
${servers.join('\n')}
listen statistics
  bind 127.0.0.1:${at.statisticsPort}
  stats enable
  stats uri /
`;
}
