import { Module } from '@nestjs/common';
import { Ending } from './ending.js';
import { Metrics } from './metrics.js';

/** Makes the app's metrics, and whether it was told to end, injectable. */
@Module({ providers: [Ending, Metrics], exports: [Ending, Metrics] })
export class ObservabilityModule {}
