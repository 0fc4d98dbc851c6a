import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { RedisAddress } from '#config';
import { GuardCounters } from '../guard/guard-counters.js';
import { PaceBuckets } from '../pace/pace-buckets.js';
import { QueueAdmin } from '../queue-admin.js';
import { QueueProducer } from '../queue-producer.js';
import { RateCounter } from '../rate-counter.js';

interface QueueModuleOptions {
  redis: string | RedisAddress;
}

@Injectable()
class QueueConnections implements OnApplicationShutdown {
  constructor(
    @Inject(QueueProducer) private readonly producer: QueueProducer,
    @Inject(QueueAdmin) private readonly admin: QueueAdmin,
    @Inject(RateCounter) private readonly counter: RateCounter,
    @Inject(PaceBuckets) private readonly paces: PaceBuckets,
    @Inject(GuardCounters) private readonly guard: GuardCounters,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    const { producer, admin, counter, paces, guard } = this;
    await Promise.all([producer, admin, counter, paces, guard].map((each) => each.close()));
  }
}

/** Gives the whole application one of each connection to Redis, closed at its shutdown. */
@Module({})
export class QueueModule {
  static forRoot({ redis }: QueueModuleOptions): DynamicModule {
    const connected = <T>(type: new (redis: string | RedisAddress) => T): FactoryProvider<T> => ({
      provide: type,
      useFactory: () => new type(redis),
    });
    return {
      module: QueueModule,
      global: true,
      providers: [
        connected(QueueProducer),
        connected(QueueAdmin),
        connected(RateCounter),
        connected(PaceBuckets),
        connected(GuardCounters),
        QueueConnections,
      ],
      exports: [QueueProducer, QueueAdmin, RateCounter, PaceBuckets, GuardCounters],
    };
  }
}
