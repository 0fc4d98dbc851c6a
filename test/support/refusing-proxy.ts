import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Refusal {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

/** Stands before the sandbox, and refuses what is sent there for as long as it is told to. */
export class RefusingProxy {
  /** Where it leads. */
  target = '';
  /** What requests to send are answered; null: they go through. */
  refusal: Refusal | null = null;
  /** When requests to send came, by the steady clock. */
  requests: number[] = [];
  /** What they had in their heads. */
  heads: http.IncomingHttpHeaders[] = [];

  private constructor(private readonly server: http.Server) {
    server.on('request', (request, response) => this.pass(request, response));
  }

  static async start(): Promise<RefusingProxy> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RefusingProxy(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { refusal } = this;
    const { method, headers } = request;
    if (method === 'POST') {
      this.requests.push(performance.now());
      this.heads.push(headers);
    }
    if (method === 'POST' && refusal !== null) {
      request.resume();
      response.writeHead(refusal.status, { 'Content-Type': 'application/json', ...refusal.headers });
      response.end(JSON.stringify(refusal.body));
      return;
    }
    const onward = http.request(this.target + request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }
}
