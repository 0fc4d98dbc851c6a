import { Controller, Get, Res } from '@nestjs/common';
import { Database } from '#entities';
import { ALL_QUEUES, ProviderChecks } from '#messaging';
import {
  answerHealth,
  answerReadiness,
  type Check,
  databaseCheck,
  type HealthReport,
  now,
  readiness,
  type ReadinessReport,
  redisCheck,
  singleFlight,
} from '#observability';
import { QueueProducer, RedisStreamsServer } from '#queue';
import type { Response } from 'express';

/** From the return of PostgreSQL until whoever waits for it has noticed. */
const NOTICED_WITHIN_MS = 30_000;

/** How long an answer stands: not at all. Who asks meanwhile shares it; who asks after a fault has to hear of it. */
const CACHE_MS = 0;

/** What an orchestrator asks the processor. */
@Controller()
export class HealthController {
  private databaseAwayAt = -Infinity;
  private readonly askDatabase = singleFlight(CACHE_MS, () => readiness([databaseCheck(this.database)]));
  private readonly askRedis = singleFlight(CACHE_MS, () =>
    readiness([redisCheck(() => this.redis.checkWritable(ALL_QUEUES), { required: true })]),
  );

  constructor(
    private readonly database: Database,
    private readonly server: RedisStreamsServer,
    private readonly redis: QueueProducer,
    private readonly providers: ProviderChecks,
  ) {}

  /** 503 while PostgreSQL or Redis does not answer. */
  @Get('health')
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    return answerHealth(response, ...(await Promise.all([this.askDatabase(), this.askRedis()])));
  }

  /**
   * 503 when a queue with entries has not been read for too long: only a restart is left then. A PostgreSQL that is away
   * stalls every queue, and no restart brings it back.
   */
  @Get('live')
  async live(@Res({ passthrough: true }) response: Response) {
    const stalled = this.server.health().filter((queue) => queue.stalled);
    if (stalled.length === 0 || (await this.waitsForDatabase())) return { status: 'alive', timestamp: now() };
    response.statusCode = 503;
    return { status: 'stalled', timestamp: now(), queues: stalled.map((queue) => queue.queue) };
  }

  /** 503 and which part, while messages cannot be worked on; `degraded` while a provider takes none of ours. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessReport> {
    const queues = this.server.health();
    const checks = queues.length > 0 ? queues.map(checkOf) : [NOT_READING];
    const parts = await Promise.all([
      this.askDatabase(),
      readiness([...checks, ...this.providers.ofProcess()]),
    ]);
    return answerReadiness(response, ...parts);
  }

  private async waitsForDatabase(): Promise<boolean> {
    const { status } = await this.askDatabase();
    if (status !== 'ready') this.databaseAwayAt = performance.now();
    return performance.now() - this.databaseAwayAt < NOTICED_WITHIN_MS;
  }
}

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
