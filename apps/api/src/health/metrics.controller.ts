import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ALL_QUEUES } from '#messaging';
import { Metrics, type QueueNumbers, SCRAPE_TYPE, scrapeOf } from '#observability';
import { QueueAdmin } from '#queue';
import { Public } from '../caller/scopes.decorator.js';
import { ApiOperatorsGuard } from './api-operators-guard.js';

/** What Prometheus scrapes. The queues' numbers come from here, because the api is there when no processor is. */
@ApiTags('health')
@Public()
@UseGuards(ApiOperatorsGuard)
@Controller('metrics')
export class MetricsController {
  private readonly text: () => Promise<string>;

  constructor(
    metrics: Metrics,
    private readonly queues: QueueAdmin,
  ) {
    this.text = scrapeOf(metrics, () => this.queueNumbers());
  }

  @Get()
  @ApiOkResponse({ description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } })
  @Header('Content-Type', SCRAPE_TYPE)
  scrape(): Promise<string> {
    return this.text();
  }

  private async queueNumbers(): Promise<QueueNumbers[]> {
    const numbers = await Promise.allSettled(ALL_QUEUES.map((queue) => this.queues.stats(queue)));
    return numbers.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }
}
