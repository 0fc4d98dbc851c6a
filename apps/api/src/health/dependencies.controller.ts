import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ServiceDependencies } from '#messaging';
import type { DependenciesReport, StartupReport } from '#observability';
import { Public } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ApiOperatorsGuard } from './api-operators-guard.js';
import { DependenciesView, StartupView } from './health.view.js';

/** What existing monitoring asks. It is always 200: who asks reads the answer. */
@ApiTags('health')
@Public()
@Controller()
export class DependenciesController {
  constructor(private readonly needed: ServiceDependencies) {}

  @Get('startup')
  @ApiOkResponse({ type: StartupView, description: 'The boot has ended; before that nobody listens.' })
  startup(): StartupReport {
    return this.needed.startup();
  }

  @Get('dependencies')
  @UseGuards(ApiOperatorsGuard)
  @ApiOkResponse({
    type: DependenciesView,
    description:
      'Each thing it needs, `up`, or `degraded` or `down` with why. A provider that messages may go by is `down` when it does not answer a GET of its address (what was found is kept for 5 seconds), and `degraded` while its messages are held back.',
  })
  @ApiProblems({
    403: 'It was asked through a proxy.',
    404: 'It is on OPERATIONS_PORT alone.',
  })
  dependencies(): Promise<DependenciesReport> {
    return this.needed.report();
  }
}
