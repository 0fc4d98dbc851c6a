import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes traces over HTTP, counts what came, and keeps nothing. */
export class TraceSink {
  /** Requests with spans. */
  taken = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TraceSink> {
    const server = createServer();
    const sink = new TraceSink(server);
    server.on('request', (request, response) => {
      request.resume().once('end', () => {
        sink.taken += 1;
        response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
