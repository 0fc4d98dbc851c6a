import { Controller, Get, UseGuards } from '@nestjs/common';
import { ServiceDependencies } from '#messaging';
import type { DependenciesReport, StartupReport } from '#observability';
import { ProcessorOperatorsGuard } from './processor-operators-guard.js';

/** What the processor needs, and that its boot has ended: as the api answers it. */
@Controller()
export class DependenciesController {
  constructor(private readonly needed: ServiceDependencies) {}

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
