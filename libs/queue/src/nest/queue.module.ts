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

export interface QueueModuleOptions {
  redisUrl: string;
}

export interface QueueModuleAsyncOptions {
  inject?: FactoryProvider['inject'];
  useFactory: (...args: never[]) => QueueModuleOptions | Promise<QueueModuleOptions>;
}

const OPTIONS = Symbol('QueueModuleOptions');

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
  static forRoot(options: QueueModuleOptions): DynamicModule {
    return QueueModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ inject = [], useFactory }: QueueModuleAsyncOptions): DynamicModule {
    const fromUrl = <T>(type: new (redisUrl: string) => T): FactoryProvider<T> => ({
      provide: type,
      inject: [OPTIONS],
      useFactory: (options: QueueModuleOptions) => new type(options.redisUrl),
    });
    return {
      module: QueueModule,
      global: true,
      providers: [
        { provide: OPTIONS, inject, useFactory },
        fromUrl(QueueProducer),
        fromUrl(QueueAdmin),
        fromUrl(RateCounter),
        QueueConnections,
      ],
      exports: [QueueProducer, QueueAdmin, RateCounter],
    };
  }
}
