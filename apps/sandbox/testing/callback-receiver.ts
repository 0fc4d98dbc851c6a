import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A callback as it came over the wire. */
export interface Received {
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The other side of the callbacks, for specs: a real HTTP server that keeps what it got. */
export class CallbackReceiver {
  readonly received: Received[] = [];
  private readonly waiting = new Set<() => void>();
  private answers: number[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(port = 0): Promise<CallbackReceiver> {
    const server = createServer();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    const receiver = new CallbackReceiver(server, (server.address() as AddressInfo).port);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(receiver.answers.shift() ?? 200).end();
        receiver.received.push({
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        for (const check of receiver.waiting) check();
      });
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The next requests get these statuses, later ones 200. */
  answerNext(...statuses: number[]): void {
    this.answers = statuses;
  }

  /** Resolves once what was received satisfies the condition. */
  until(isEnough: (received: Received[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!isEnough(this.received)) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
