import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '#entities';
import { ProviderChecks } from '#messaging';
import {
  answerDependencies,
  type DependenciesReport,
  readiness,
  singleFlight,
  type StartupReport,
  startupReport,
  storeChecks,
} from '#observability';
import { Providers } from '#providers';
import { QueueProducer } from '#queue';
import { Public } from '../caller/scopes.decorator.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ApiOperatorsGuard } from './api-operators-guard.js';
import { DependenciesView, StartupView } from './health.view.js';
import { CACHE_MS } from './stores.js';

/** What existing monitoring asks. It is always 200: who asks reads the answer. */
@ApiTags('health')
@Public()
@Controller()
export class DependenciesController {
  private readonly ask = singleFlight(CACHE_MS, () =>
    readiness([...storeChecks(this.database, this.queue), ...this.checks.ofReachable()], { timed: true }),
  );

  constructor(
    private readonly database: Database,
    private readonly queue: QueueProducer,
    private readonly providers: Providers,
    private readonly checks: ProviderChecks,
  ) {}

  @Get('startup')
  @ApiOkResponse({ type: StartupView, description: 'The boot has ended; before that nobody listens.' })
  startup(): StartupReport {
    return startupReport({ hasProviders: this.providers.all.length > 0 });
  }

  @Get('dependencies')
  @UseGuards(ApiOperatorsGuard)
  @ApiOkResponse({
    type: DependenciesView,
    description:
      'Each thing it needs, `up`, or `degraded` or `down` with why. A provider that messages may go by is `down` when it does not answer a GET of its address (what was found is kept for 5 seconds), and `degraded` while its messages are held back.',
  })
  @ApiProblems({ 403: 'It was asked through a proxy.', 404: 'It is on OPERATIONS_PORT alone.' })
  async dependencies(): Promise<DependenciesReport> {
    return answerDependencies(await this.ask());
  }
}
