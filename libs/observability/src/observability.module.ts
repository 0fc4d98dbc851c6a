import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings, ServiceSettings } from '#config';
import { Ending } from './health/ending.js';
import { Metrics } from './metrics/metrics.js';
import { loadTracing } from './tracing/load-tracing.js';
import { Tracing } from './tracing/tracing.js';

const metrics = {
  provide: Metrics,
  inject: [ServiceSettings],
  useFactory: ({ metricsCompatible }: ServiceSettings) => new Metrics({ isCompatible: metricsCompatible }),
};

const tracing = {
  provide: Tracing,
  inject: [ServiceSettings],
  useFactory: (settings: ServiceSettings) =>
    loadTracing(settings instanceof ApiSettings ? 'api' : 'processor', settings),
};

/** Sends what is left of the traces when an app ends. */
@Injectable()
class LastSpans implements OnApplicationShutdown {
  constructor(private readonly tracing: Tracing) {}

  onApplicationShutdown(): Promise<void> {
    return this.tracing.close();
  }
}

/** Makes the app's metrics and traces, and whether it was told to end, injectable. */
@Module({ providers: [Ending, metrics, tracing, LastSpans], exports: [Ending, Metrics, Tracing] })
export class ObservabilityModule {}
