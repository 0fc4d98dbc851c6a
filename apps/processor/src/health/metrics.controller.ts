import { Controller, Get, Header } from '@nestjs/common';
import { Metrics } from '#observability';

/** What Prometheus scrapes. The queues' own numbers come from the api, which is there when no processor is. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.text([]);
  }
}
