import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '#entities';
import { type CheckResult, readiness } from '#observability';
import { Providers, Reachability } from '#providers';
import { QueueProducer } from '#queue';
import { Public } from '../access/scopes.decorator.js';

const EXAMPLE = {
  postgresql: { status: 'up' },
  redis: { status: 'up' },
  provider_twilio: { status: 'up' },
  provider_sendgrid: { status: 'down', error: 'no answer' },
};

/** What existing monitoring asks. It is always 200: who asks reads the answer. */
@ApiTags('health')
@Public()
@Controller()
export class DependenciesController {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueProducer,
    private readonly providers: Providers,
    private readonly reachability: Reachability,
  ) {}

  @Get('startup')
  @ApiOkResponse({
    description: 'The boot has ended; before that nobody listens.',
    schema: { type: 'object', properties: { started: { type: 'boolean' } }, required: ['started'] },
  })
  startup() {
    return { started: true };
  }

  @Get('dependencies')
  @ApiOkResponse({
    description:
      'Each thing it needs, `up` or `down` with why. A provider is up when it answers a GET of its address; what was found is kept for 5 seconds.',
    schema: {
      type: 'object',
      properties: {
        dependencies: { type: 'object', example: EXAMPLE, additionalProperties: { type: 'object' } },
      },
      required: ['dependencies'],
    },
  })
  async dependencies(): Promise<{ dependencies: Record<string, CheckResult> }> {
    const { checks } = await readiness([
      { name: 'postgresql', required: true, run: () => this.database.ping() },
      { name: 'redis', required: false, run: () => this.queue.ping() },
      ...this.providers.all.map((provider) => ({
        name: `provider_${provider.name}`,
        required: false,
        run: () => this.reachability.check(provider),
      })),
    ]);
    return { dependencies: checks };
  }
}
