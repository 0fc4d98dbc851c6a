import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a provider: passes every request on, and counts it by its method. */
export class Forwarder {
  readonly counts = new Map<string, number>();
  /** Awaited before a request is passed on. */
  before: (method: string) => Promise<void> = async () => undefined;

  private constructor(
    private readonly server: http.Server,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<Forwarder> {
    const server = http.createServer((request, response) => {
      void forwarder.pass(request, response, target);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const forwarder = new Forwarder(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return forwarder;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async pass(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    target: string,
  ): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.counts.set(method, (this.counts.get(method) ?? 0) + 1);
    await this.before(method);
    const onward = http.request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }
}
