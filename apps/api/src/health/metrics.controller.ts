import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ALL_QUEUES } from '#messaging';
import { Metrics } from '#observability';
import { QueueAdmin } from '#queue';
import { Public } from '../access/scopes.decorator.js';

/** What Prometheus scrapes. The queues' numbers come from here, because the api is there when no processor is. */
@ApiTags('health')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly queues: QueueAdmin,
  ) {}

  @Get()
  @ApiOkResponse({ description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } })
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  async scrape(): Promise<string> {
    const numbers = await Promise.allSettled(ALL_QUEUES.map((queue) => this.queues.stats(queue)));
    return this.metrics.text(
      numbers.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    );
  }
}
