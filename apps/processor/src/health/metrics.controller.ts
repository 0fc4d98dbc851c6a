import { Controller, Get, Header } from '@nestjs/common';
import { Metrics, SCRAPE_TYPE, scrapeOf } from '#observability';

/** What Prometheus scrapes. The queues' own numbers come from the api, which is there when no processor is. */
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
