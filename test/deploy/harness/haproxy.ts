import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianProgram } from '../../../tools/src/services/debian-program.js';
import { freePort } from '../../../tools/src/services/free-port.js';
import { ServerProcess } from '../../../tools/src/services/server-process.js';

const START_TIMEOUT_MS = 15_000;

/** An HAProxy before some servers, as it is set up by who wants every fault to be seen: it repeats nothing. */
export class HaProxy {
  private constructor(
    private readonly server: ServerProcess,
    readonly url: string,
    private readonly statisticsUrl: string,
  ) {}

  /** `directory`: where its configuration and its log go. `ports`: of the servers, on 127.0.0.1. */
  static async start(directory: string, ports: number[]): Promise<HaProxy> {
    const { program, libraryPath } = await debianProgram({ name: 'haproxy', path: 'usr/sbin/haproxy' });
    const [port, statisticsPort] = [await freePort(), await freePort()];
    const file = join(directory, 'haproxy.cfg');
    await writeFile(file, configuration({ port, statisticsPort, ports }));
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
    const response = await fetch(this.statisticsUrl, { signal: AbortSignal.timeout(2_000) });
    const [header = '', ...lines] = (await response.text()).trim().split('\n');
    const names = header.replace('# ', '').split(',');
    const value = (line: string, name: string) => line.split(',')[names.indexOf(name)] ?? '';
    return lines
      .filter((line) => value(line, 'svname').startsWith('api') && value(line, 'status').startsWith('UP'))
      .map((line) => Number(value(line, 'svname').slice('api'.length)));
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGTERM');
  }
}

function configuration(at: { port: number; statisticsPort: number; ports: number[] }): string {
  const servers = at.ports.map(
    (port) => `  server api${port} 127.0.0.1:${port} check inter 1s fall 2 rise 1`,
  );
  return `
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  retries 0
  option http-keep-alive
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
