import { connect as connectPlain, Socket } from 'node:net';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';
import type { RedisNode } from '#config';

const DISCONNECT_MS = 200;

/**
 * Opens the connections of ioredis. Its own connectors hear the first error of a socket alone; a server that refuses our
 * certificate makes a second one, and an error that nobody hears ends the process.
 */
export class HeardConnector extends AbstractConnector {
  constructor(protected readonly options: RedisOptions) {
    super(options.disconnectTimeout ?? DISCONNECT_MS);
  }

  /** Never rejects: ioredis would not try again. A connection that cannot be begun is one that has failed. */
  override async connect(): Promise<Socket | TLSSocket> {
    this.connecting = true;
    this.firstError = undefined;
    try {
      const server = await this.server();
      if (!this.connecting) throw new Error('Connection is closed.');
      this.stream = this.open(server);
    } catch (error) {
      this.firstError = error as Error;
      this.stream = new Socket();
      this.stream.destroy();
    }
    this.stream.on('error', (error) => (this.firstError ??= error));
    return this.stream;
  }

  /** Each command that a silent server leaves unanswered asks for it; once is enough. */
  override disconnect(): void {
    if (this.stream?.writableEnded) this.connecting = false;
    else super.disconnect();
  }

  /** Where to. */
  protected server(): RedisNode | Promise<RedisNode> {
    const { host = 'localhost', port = 6_379 } = this.options;
    return { host, port };
  }

  private open({ host, port }: RedisNode): Socket | TLSSocket {
    const { tls } = this.options;
    return tls ? connectSecurely({ ...tls, host, port }) : connectPlain({ host, port });
  }
}
