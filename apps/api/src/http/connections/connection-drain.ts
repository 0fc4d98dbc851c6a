import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ServiceSettings } from '#config';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How often connections are looked at that have become idle since the shutdown began. */
const POLL_INTERVAL_MS = 50;

/**
 * Lets the server end. It waits for its connections: from the shutdown on every answer is the last of its connection. Node
 * closes those that are idle at that moment; not those whose answer was begun before, which would be kept for the
 * keep-alive time, nor those on which nothing ever came. After the grace time all are cut.
 */
@Injectable()
export class ConnectionDrain implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConnectionDrain.name);
  private readonly sockets = new Set<Socket>();
  private closing = false;

  constructor(
    private readonly settings: ServiceSettings,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.prependListener('request', (_, response: ServerResponse) => {
      if (this.closing) response.setHeader('Connection', 'close');
    });
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    const cut = () => {
      this.logger.warn({ msg: 'requests are still under way after the grace time; cutting them off' });
      this.server.closeAllConnections();
    };
    const timer = setTimeout(cut, this.settings.shutdownGraceSeconds * 1_000).unref();
    const looking = setInterval(() => this.closeIdle(), POLL_INTERVAL_MS);
    this.server.once('close', () => {
      clearTimeout(timer);
      clearInterval(looking);
    });
  }

  private closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
