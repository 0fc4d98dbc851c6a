import { Module } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { Metrics } from './metrics/metrics.js';

const metrics = {
  provide: Metrics,
  inject: [ServiceSettings],
  useFactory: ({ metricsCompatible }: ServiceSettings) => new Metrics({ isCompatible: metricsCompatible }),
};

/** Makes the app's metrics injectable. */
@Module({ providers: [metrics], exports: [Metrics] })
export class ObservabilityModule {}
