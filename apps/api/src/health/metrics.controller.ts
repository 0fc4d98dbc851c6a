import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '#entities';
import { WaitingOverview } from '#messaging';
import { Metrics, SCRAPE_TYPE, scrapeOf } from '#observability';
import { queueState } from '#queue';
import { Public } from '../caller/scopes.decorator.js';
import { ApiOperatorsGuard } from './api-operators-guard.js';
import { Stores } from './stores.js';

/**
 * What Prometheus scrapes. The figures of the queues, and of what waits in PostgreSQL, come from here, because the api is there
 * when no processor is; they are those that operators see in `/api/v1/admin`.
 */
@ApiTags('health')
@Public()
@UseGuards(ApiOperatorsGuard)
@Controller('metrics')
export class MetricsController {
  private readonly text: () => Promise<string>;

  constructor(
    private readonly metrics: Metrics,
    private readonly waiting: WaitingOverview,
    private readonly stores: Stores,
    private readonly database: Database,
  ) {
    this.text = scrapeOf(metrics, () => this.gather());
  }

  @Get()
  @ApiOkResponse({ description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } })
  @Header('Content-Type', SCRAPE_TYPE)
  scrape(): Promise<string> {
    return this.text();
  }

  private async gather(): Promise<void> {
    // Before the look at the stores, which needs a connection too.
    this.metrics.stores.pool(this.database.connectionsNow);
    const [stores, queues, places] = await Promise.all([
      this.stores.check(),
      this.waiting.queueStats(),
      this.waiting.figures(),
    ]);
    this.metrics.stores.found(stores);
    this.metrics.queues.are(queues?.map((stats) => ({ ...stats, ...queueState(stats) })) ?? null);
    this.metrics.waiting.are(places);
  }
}
