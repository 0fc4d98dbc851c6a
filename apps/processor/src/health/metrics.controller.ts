import { Controller, Get, Header } from '@nestjs/common';
import { Metrics, shared } from '#observability';

/** For how long a scrape stands: nobody can have the numbers gathered more often. */
const KEPT_MS = 1_000;

/** What Prometheus scrapes. The queues' own numbers come from the api, which is there when no processor is. */
@Controller('metrics')
export class MetricsController {
  private readonly text = shared(KEPT_MS, () => this.metrics.text([]));

  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.text();
  }
}
