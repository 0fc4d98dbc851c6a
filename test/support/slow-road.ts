import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a server: what clients send takes a while to arrive there, answers do not. */
export class SlowRoad {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(target: string, milliseconds: number): Promise<SlowRoad> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    const road = new SlowRoad(server);
    server.on('connection', (client) => {
      const upstream = connect(Number(port), hostname);
      road.join(client, upstream);
      client.on('data', (chunk) =>
        setTimeout(() => upstream.writable && upstream.write(chunk), milliseconds),
      );
      upstream.pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return road;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Neither outlives the other. */
  private join(client: Socket, upstream: Socket): void {
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
