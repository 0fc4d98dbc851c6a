import { Controller, Get, Res } from '@nestjs/common';
import { Database } from '#entities';
import { type Check, type Readiness, readiness } from '#observability';
import { RedisStreamsServer } from '#queue';
import type { Response } from 'express';

/** From the return of PostgreSQL until whoever waits for it has noticed. */
const NOTICED_WITHIN_MS = 30_000;

/** What an orchestrator asks the processor. */
@Controller()
export class HealthController {
  private databaseAwayAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly server: RedisStreamsServer,
  ) {}

  @Get('health')
  health() {
    return { status: 'healthy' };
  }

  /**
   * 503 when a queue with entries has not been read for too long: only a restart is left then. A PostgreSQL that is away
   * stalls every queue, and no restart brings it back.
   */
  @Get('live')
  async live(@Res({ passthrough: true }) response: Response) {
    const stalled = this.server.health().filter((queue) => queue.stalled);
    if (stalled.length === 0 || (await this.waitsForDatabase())) return { status: 'alive' };
    response.status(503);
    return { status: 'stalled', queues: stalled.map((queue) => queue.queue) };
  }

  /** 503 and which part, while messages cannot be worked on. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const queues = this.server.health();
    const checks = queues.length > 0 ? queues.map(checkOf) : [NOT_READING];
    const result = await readiness([databaseCheck(this.database), ...checks]);
    if (result.status === 'unavailable') response.status(503);
    return result;
  }

  private async waitsForDatabase(): Promise<boolean> {
    const { status } = await readiness([databaseCheck(this.database)]);
    if (status !== 'ready') this.databaseAwayAt = performance.now();
    return performance.now() - this.databaseAwayAt < NOTICED_WITHIN_MS;
  }
}

const databaseCheck = (database: Database): Check => ({
  name: 'postgresql',
  required: true,
  run: () => database.ping(),
});

/** Its port is open before it reads. */
const NOT_READING: Check = {
  name: 'queues',
  required: true,
  run: () => Promise.reject(new Error('no queue is read yet')),
};

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
