import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

type Answerer = (response: http.ServerResponse, request: SeenRequest) => void;

/** A provider's end of the wire: a real server that keeps what it was asked and answers as the test says. */
export class HttpPeer {
  readonly requests: SeenRequest[] = [];
  connections = 0;

  private constructor(
    private readonly server: http.Server,
    private readonly scheme: string,
  ) {}

  static async start(answer: Answerer, tls?: { key: string; cert: string }): Promise<HttpPeer> {
    const server = tls ? https.createServer(tls) : http.createServer();
    const peer = new HttpPeer(server, tls ? 'https' : 'http');
    server.on('connection', () => (peer.connections += 1));
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const seen = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
        peer.requests.push(seen);
        answer(response, seen);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** Ends the connections too; afterwards the port refuses. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

export function json(response: http.ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
