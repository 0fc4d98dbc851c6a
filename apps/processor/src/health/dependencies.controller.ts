import { Controller, Get, UseGuards } from '@nestjs/common';
import { Database } from '#entities';
import { ProviderChecks } from '#messaging';
import { AppDependencies, type DependenciesReport, type StartupReport } from '#observability';
import { Providers } from '#providers';
import { QueueProducer } from '#queue';
import { ProcessorOperatorsGuard } from './processor-operators-guard.js';

/** What the processor needs, and that its boot has ended: as the api answers it. */
@Controller()
export class DependenciesController {
  private readonly needed: AppDependencies;

  constructor(database: Database, redis: QueueProducer, providers: Providers, checks: ProviderChecks) {
    const { length: count } = providers.all;
    this.needed = new AppDependencies({
      database,
      redis,
      providers: { checks: () => checks.ofReachable(), count },
    });
  }

  @Get('startup')
  startup(): StartupReport {
    return this.needed.startup();
  }

  @Get('dependencies')
  @UseGuards(ProcessorOperatorsGuard)
  dependencies(): Promise<DependenciesReport> {
    return this.needed.report();
  }
}
