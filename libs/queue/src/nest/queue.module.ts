import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { QueueAdmin } from '../queue-admin.js';
import { QueueProducer } from '../queue-producer.js';
import { RateCounter } from '../rate-counter.js';

interface QueueModuleOptions {
  redisUrl: string;
}

@Injectable()
class QueueConnections implements OnApplicationShutdown {
  constructor(
    @Inject(QueueProducer) private readonly producer: QueueProducer,
    @Inject(QueueAdmin) private readonly admin: QueueAdmin,
    @Inject(RateCounter) private readonly counter: RateCounter,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.producer.close(), this.admin.close(), this.counter.close()]);
  }
}

/** Gives the whole application one {@link QueueProducer}, {@link QueueAdmin} and {@link RateCounter}, closed at its shutdown. */
@Module({})
export class QueueModule {
  static forRoot({ redisUrl }: QueueModuleOptions): DynamicModule {
    const connected = <T>(type: new (redisUrl: string) => T): FactoryProvider<T> => ({
      provide: type,
      useFactory: () => new type(redisUrl),
    });
    return {
      module: QueueModule,
      global: true,
      providers: [connected(QueueProducer), connected(QueueAdmin), connected(RateCounter), QueueConnections],
      exports: [QueueProducer, QueueAdmin, RateCounter],
    };
  }
}
