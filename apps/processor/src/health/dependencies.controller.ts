import { Controller, Get, UseGuards } from '@nestjs/common';
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
import { ProcessorOperatorsGuard } from './processor-operators-guard.js';

/** What the processor needs, and that its boot has ended: as the api answers it. */
@Controller()
export class DependenciesController {
  private readonly ask = singleFlight(0, () =>
    readiness([...storeChecks(this.database, this.queue), ...this.checks.ofReachable()], { timed: true }),
  );

  constructor(
    private readonly database: Database,
    private readonly queue: QueueProducer,
    private readonly providers: Providers,
    private readonly checks: ProviderChecks,
  ) {}

  @Get('startup')
  startup(): StartupReport {
    return startupReport({ hasProviders: this.providers.all.length > 0 });
  }

  @Get('dependencies')
  @UseGuards(ProcessorOperatorsGuard)
  async dependencies(): Promise<DependenciesReport> {
    return answerDependencies(await this.ask());
  }
}
