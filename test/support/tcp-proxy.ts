import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Target {
  host: string;
  port: number;
}

/**
 * Stands before a server, so that a suite can trouble the way there for one client alone: cut it, lead it elsewhere,
 * let it go dead, or make it long.
 */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** Those over which nothing comes any more. */
  private readonly frozen = new WeakSet<Socket>();
  private open = true;

  private constructor(
    private readonly server: Server,
    private target: Target,
    private readonly delayMs: number,
  ) {
    server.on('connection', (socket) => this.pass(socket));
  }

  /** `delayMs`: for so long is what clients send on its way; answers are not. */
  static async start(target: Target, { delayMs = 0 } = {}): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target, delayMs);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection, and every new one at once. */
  cut(): void {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.open = true;
  }

  /** Leads new connections to another port; those that stand stay. */
  redirect(port: number): void {
    this.target = { ...this.target, port };
  }

  /** Connections that stand stay open and carry nothing any more, as when a firewall forgets them. New ones work. */
  freeze(): void {
    for (const socket of this.sockets) {
      this.frozen.add(socket);
      socket.unpipe();
      socket.resume();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(client: Socket): void {
    if (!this.open) {
      client.destroy();
      return;
    }
    const upstream = connect(this.target);
    this.join(client, upstream);
    this.join(upstream, client);
    upstream.pipe(client);
    if (this.delayMs === 0) client.pipe(upstream);
    else
      client.on('data', (chunk) =>
        setTimeout(() => upstream.writable && upstream.write(chunk), this.delayMs),
      );
  }

  /** Neither outlives the other. */
  private join(one: Socket, other: Socket): void {
    const end = () => this.frozen.has(one) || other.destroy();
    this.sockets.add(one);
    one.on('error', end);
    one.on('close', () => {
      this.sockets.delete(one);
      end();
    });
  }
}
