import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings, ServiceSettings } from '#config';
import { Metrics } from './metrics.js';
import { loadTracing } from './tracing/load-tracing.js';
import { Tracing } from './tracing/tracing.js';

/** Sends what is left of the traces when an app ends. */
@Injectable()
class LastSpans implements OnApplicationShutdown {
  constructor(private readonly tracing: Tracing) {}

  onApplicationShutdown(): Promise<void> {
    return this.tracing.close();
  }
}

/** Makes the app's metrics and traces injectable. */
@Module({
  providers: [
    Metrics,
    {
      provide: Tracing,
      inject: [ServiceSettings],
      useFactory: (settings: ServiceSettings) =>
        loadTracing(settings instanceof ApiSettings ? 'api' : 'processor', settings),
    },
    LastSpans,
  ],
  exports: [Metrics, Tracing],
})
export class ObservabilityModule {}
