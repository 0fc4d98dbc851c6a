import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { Metrics, SCRAPE_TYPE, scrapeOf } from '#observability';
import { ProcessorOperatorsGuard } from './processor-operators-guard.js';

/** What Prometheus scrapes. The queues' own numbers come from the api, which is there when no processor is. */
@UseGuards(ProcessorOperatorsGuard)
@Controller('metrics')
export class MetricsController {
  private readonly text: () => Promise<string>;

  constructor(metrics: Metrics) {
    this.text = scrapeOf(metrics);
  }

  @Get()
  @Header('Content-Type', SCRAPE_TYPE)
  scrape(): Promise<string> {
    return this.text();
  }
}
