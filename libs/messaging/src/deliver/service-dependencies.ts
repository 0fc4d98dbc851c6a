import { Injectable } from '@nestjs/common';
import { Database } from '#entities';
import { AppDependencies } from '#observability';
import { Providers } from '#providers';
import { QueueProducer } from '#queue';
import { ProviderChecks } from './provider-checks.js';

/** What each of our services needs: the stores, and the providers that messages may go by. */
@Injectable()
export class ServiceDependencies extends AppDependencies {
  constructor(database: Database, redis: QueueProducer, providers: Providers, checks: ProviderChecks) {
    const { length: count } = providers.all;
    super({ database, redis, providers: { checks: () => checks.ofReachable(), count } });
  }
}
