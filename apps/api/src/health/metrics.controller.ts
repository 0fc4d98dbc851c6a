import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ALL_QUEUES } from '#messaging';
import { Metrics, shared } from '#observability';
import { QueueAdmin } from '#queue';
import { Public } from '../access/scopes.decorator.js';

/** For how long a scrape stands: nobody can have the numbers gathered more often. */
const KEPT_MS = 1_000;

/** What Prometheus scrapes. The queues' numbers come from here, because the api is there when no processor is. */
@ApiTags('health')
@Public()
@Controller('metrics')
export class MetricsController {
  private readonly text = shared(KEPT_MS, () => this.gather());

  constructor(
    private readonly metrics: Metrics,
    private readonly queues: QueueAdmin,
  ) {}

  @Get()
  @ApiOkResponse({ description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } })
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.text();
  }

  private async gather(): Promise<string> {
    const numbers = await Promise.allSettled(ALL_QUEUES.map((queue) => this.queues.stats(queue)));
    return this.metrics.text(
      numbers.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    );
  }
}
