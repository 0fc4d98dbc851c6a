import { Controller, Get, Res } from '@nestjs/common';
import { Database } from '#entities';
import { type Check, type Readiness, readiness } from '#observability';
import { RedisStreamsServer } from '#queue';
import type { Response } from 'express';

/** What an orchestrator asks the processor. */
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly server: RedisStreamsServer,
  ) {}

  @Get('health')
  health() {
    return { status: 'healthy' };
  }

  /** 503 when a queue with entries has not been read for too long: only a restart is left then. */
  @Get('live')
  live(@Res({ passthrough: true }) response: Response) {
    const stalled = this.server.health().filter((queue) => queue.stalled);
    if (stalled.length === 0) return { status: 'alive' };
    response.status(503);
    return { status: 'stalled', queues: stalled.map((queue) => queue.queue) };
  }

  /** 503 and which part, while messages cannot be worked on. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const result = await readiness([
      { name: 'postgresql', required: true, run: () => this.database.ping() },
      ...this.server.health().map(checkOf),
    ]);
    if (result.status === 'unavailable') response.status(503);
    return result;
  }
}

function checkOf({ queue, state, error }: ReturnType<RedisStreamsServer['health']>[number]): Check {
  return {
    name: queue,
    required: true,
    run: async () => {
      if (state === 'failing' || state === 'starting' || state === 'stopped')
        throw new Error(error ?? `queue is ${state}`);
    },
  };
}
