import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProviderChecks } from '#messaging';
import {
  answerHealth,
  answerReadiness,
  Ending,
  type HealthReport,
  now,
  readiness,
  type ReadinessReport,
  singleFlight,
} from '#observability';
import type { Response } from 'express';
import { Public } from '../caller/scopes.decorator.js';
import { HealthView, LivenessView, ReadinessView } from './health.view.js';
import { CACHE_MS, Stores } from './stores.js';

@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  private readonly askProviders = singleFlight(CACHE_MS, () => readiness(this.providers.ofAll()));

  constructor(
    private readonly stores: Stores,
    private readonly providers: ProviderChecks,
    private readonly ending: Ending,
  ) {}

  @Get('health')
  @ApiOkResponse({ type: HealthView, description: 'Both stores answer.' })
  @ApiResponse({ status: 503, type: HealthView, description: 'PostgreSQL or Redis cannot be reached.' })
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    return answerHealth(response, await this.stores.check());
  }

  @Get('live')
  @ApiOkResponse({ type: LivenessView, description: 'The process is not stuck. Asks nobody else.' })
  live(): LivenessView {
    return { status: 'alive', timestamp: now() };
  }

  /** A provider that refuses us only degrades, as a lost Redis does: messages are still accepted, and go out later. */
  @Get('ready')
  @ApiOkResponse({
    type: ReadinessView,
    description:
      '`ready`, or `degraded`: without Redis, or while the messages of a provider are held back, with why and what to do.',
  })
  @ApiResponse({
    status: 503,
    type: ReadinessView,
    description: 'PostgreSQL cannot be reached, or the process was told to end (`shutdown`).',
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessReport> {
    return answerReadiness(
      response,
      ...(await Promise.all([this.stores.check(), this.askProviders(), readiness(this.ending.checks())])),
    );
  }
}
