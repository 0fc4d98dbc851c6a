import { Module } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { Ending } from './ending.js';
import { Metrics } from './metrics/metrics.js';

const metrics = {
  provide: Metrics,
  inject: [ServiceSettings],
  useFactory: ({ metricsCompatible }: ServiceSettings) => new Metrics({ isCompatible: metricsCompatible }),
};

/** Makes the app's metrics, and whether it was told to end, injectable. */
@Module({ providers: [Ending, metrics], exports: [Ending, Metrics] })
export class ObservabilityModule {}
