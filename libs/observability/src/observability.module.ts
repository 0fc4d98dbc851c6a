import { Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** Makes the app's metrics injectable. */
@Module({ providers: [Metrics], exports: [Metrics] })
export class ObservabilityModule {}
