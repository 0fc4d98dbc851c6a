import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiSettings } from '#config';
import { listenForOperators } from '#observability';
import type { RequestListener, Server } from 'node:http';

/** The api's port for operators, open while the api runs, where OPERATIONS_PORT gives them one. */
@Injectable()
export class OperatorsPort implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly settings: ApiSettings,
    private readonly adapter: HttpAdapterHost,
  ) {}

  /** @throws Error when the port is taken. */
  async onApplicationBootstrap(): Promise<void> {
    const { operationsPort } = this.settings;
    if (operationsPort === 0) return;
    const app = this.adapter.httpAdapter.getInstance<RequestListener>();
    this.server = await listenForOperators(app, operationsPort, this.settings);
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
