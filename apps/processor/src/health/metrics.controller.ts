import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { Database } from '#entities';
import { ALL_QUEUES } from '#messaging';
import { databaseCheck, Metrics, readiness, redisCheck, SCRAPE_TYPE, scrapeOf } from '#observability';
import { QueueProducer } from '#queue';
import { ProcessorOperatorsGuard } from './processor-operators-guard.js';

/** What Prometheus scrapes. The queues' own figures come from the api, which is there when no processor is. */
@UseGuards(ProcessorOperatorsGuard)
@Controller('metrics')
export class MetricsController {
  private readonly text: () => Promise<string>;

  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly redis: QueueProducer,
  ) {
    this.text = scrapeOf(metrics, () => this.gather());
  }

  @Get()
  @Header('Content-Type', SCRAPE_TYPE)
  scrape(): Promise<string> {
    return this.text();
  }

  private async gather(): Promise<void> {
    // Before the look at the stores, which needs a connection too.
    this.metrics.stores.pool(this.database.connectionsNow);
    const checks = [
      databaseCheck(this.database),
      redisCheck(() => this.redis.checkWritable(ALL_QUEUES), { required: true }),
    ];
    this.metrics.stores.found(await readiness(checks));
  }
}
