import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '#entities';
import { type Readiness, readiness } from '#observability';
import { QueueProducer } from '#queue';
import type { Response } from 'express';
import { Public } from '../access/scopes.decorator.js';
import { HealthView, ReadinessView } from './health.view.js';

@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueProducer,
  ) {}

  @Get('health')
  @ApiOkResponse({ type: HealthView, description: 'The process answers.' })
  health(): HealthView {
    return { status: 'healthy' };
  }

  @Get('live')
  @ApiOkResponse({ type: HealthView, description: 'The process is not stuck.' })
  live(): HealthView {
    return { status: 'alive' };
  }

  /** A lost Redis only degrades: messages are still accepted, and queued when it is back. */
  @Get('ready')
  @ApiOkResponse({ type: ReadinessView, description: '`ready`, or `degraded` without Redis.' })
  @ApiResponse({ status: 503, type: ReadinessView, description: 'PostgreSQL cannot be reached.' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const result = await readiness([
      { name: 'postgresql', required: true, run: () => this.database.ping() },
      { name: 'redis', required: false, run: () => this.queue.ping() },
    ]);
    if (result.status === 'unavailable') response.status(503);
    return result;
  }
}
