import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ServiceSettings } from '#config';
import type { Server, ServerResponse } from 'node:http';

/**
 * Lets the server end. It waits for its connections, and a client that is never idle would keep a kept-alive one open
 * for ever: from the shutdown on every answer is the last of its connection, and after the grace time all are cut.
 */
@Injectable()
export class ConnectionDrain implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ConnectionDrain.name);
  private closing = false;

  constructor(
    private readonly settings: ServiceSettings,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
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
    this.server.once('close', () => clearTimeout(timer));
  }

  private get server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
