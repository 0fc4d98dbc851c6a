import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ProviderChecks } from '#messaging';
import { type CheckResult, now, readiness, worstOf } from '#observability';
import { type MessageProvider, Providers, Reachability } from '#providers';
import { Public } from '../caller/scopes.decorator.js';
import { Stores } from './stores.js';

const TIMESTAMP = { type: 'string', format: 'date-time' } as const;
const DONE = { type: 'boolean' } as const;

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
    private readonly stores: Stores,
    private readonly providers: Providers,
    private readonly reachability: Reachability,
    private readonly holds: ProviderChecks,
  ) {}

  @Get('startup')
  @ApiOkResponse({
    description: 'The boot has ended; before that nobody listens.',
    schema: {
      type: 'object',
      properties: {
        started: DONE,
        timestamp: TIMESTAMP,
        initialization: {
          type: 'object',
          properties: {
            database_initialized: DONE,
            redis_initialized: DONE,
            providers_initialized: DONE,
          },
        },
      },
      required: ['started', 'timestamp', 'initialization'],
    },
  })
  startup() {
    const initialization = {
      database_initialized: true,
      redis_initialized: true,
      providers_initialized: this.providers.all.length > 0,
    };
    return { started: true, timestamp: now(), initialization };
  }

  @Get('dependencies')
  @ApiOkResponse({
    description:
      'Each thing it needs, `up` or `down` with why. A provider that messages may go by is up when it answers a GET of its address (what was found is kept for 5 seconds) and its messages are not held back.',
    schema: {
      type: 'object',
      properties: {
        timestamp: TIMESTAMP,
        dependencies: { type: 'object', example: EXAMPLE, additionalProperties: { type: 'object' } },
      },
      required: ['timestamp', 'dependencies'],
    },
  })
  async dependencies(): Promise<{ timestamp: string; dependencies: Record<string, CheckResult> }> {
    const used = this.holds.accounts().flatMap((name) => this.providers.byName(name) ?? []);
    const configured = used.filter(({ lack }) => lack === undefined);
    const ofProviders = configured.map((provider) => ({
      name: `provider_${provider.name}`,
      required: false,
      run: () => this.checkProvider(provider),
    }));
    const parts = await Promise.all([this.stores.check(), readiness(ofProviders)]);
    return { timestamp: now(), dependencies: worstOf(...parts).checks };
  }

  private async checkProvider(provider: MessageProvider): Promise<void> {
    await this.reachability.check(provider);
    const hold = await this.holds.holdAnywhere(provider.name);
    if (hold !== null) throw new Error(hold);
  }
}
