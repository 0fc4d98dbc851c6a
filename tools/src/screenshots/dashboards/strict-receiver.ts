import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** One call in so many it refuses. */
const REFUSES_EVERY = 25;

/** A receiver of webhooks that is not always pleased. */
export class StrictReceiver {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<StrictReceiver> {
    let calls = 0;
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead((calls += 1) % REFUSES_EVERY === 0 ? 500 : 204).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StrictReceiver(server);
  }

  /** From now on it is told what becomes of messages. `key`: may manage. */
  async register(api: string, key: string): Promise<void> {
    const { port } = this.server.address() as AddressInfo;
    const response = await fetch(`${api}/api/v1/webhook-endpoints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        url: `http://127.0.0.1:${port}/messages`,
        events: ['message.delivered', 'message.failed'],
      }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
