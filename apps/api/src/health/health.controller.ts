import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type HealthReport, healthReport, now, type ReadinessReport, readinessReport } from '#observability';
import type { Response } from 'express';
import { Public } from '../access/scopes.decorator.js';
import { HealthView, LivenessView, ReadinessView } from './health.view.js';
import { Stores } from './stores.js';

@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  constructor(private readonly stores: Stores) {}

  @Get('health')
  @ApiOkResponse({ type: HealthView, description: 'Both stores answer.' })
  @ApiResponse({ status: 503, type: HealthView, description: 'PostgreSQL or Redis cannot be reached.' })
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    const report = healthReport(await this.stores.check());
    if (report.status === 'unhealthy') response.status(503);
    return report;
  }

  @Get('live')
  @ApiOkResponse({ type: LivenessView, description: 'The process is not stuck. Asks nobody else.' })
  live(): LivenessView {
    return { status: 'alive', timestamp: now() };
  }

  @Get('ready')
  @ApiOkResponse({ type: ReadinessView, description: '`ready`, or `degraded` without Redis.' })
  @ApiResponse({ status: 503, type: ReadinessView, description: 'PostgreSQL cannot be reached.' })
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessReport> {
    const report = readinessReport(await this.stores.check());
    if (!report.ready) response.status(503);
    return report;
  }
}
