import { type DynamicModule, Module } from '@nestjs/common';
import { type ProcessorSettings, SettingsModule } from '#config';
import { EntitiesModule } from '#entities';
import { MessagingModule } from '#messaging';
import { ObservabilityModule } from '#observability';
import { ProvidersModule } from '#providers';
import { QueueModule, RedisStreamsServer } from '#queue';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { DependenciesController } from './health/dependencies.controller.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { SendingController } from './messages/messages.controller.js';
import { ProviderEventsController } from './provider-events/provider-events.controller.js';

/** Works off the queues. */
@Module({})
export class ProcessorModule {
  static forRoot(settings: ProcessorSettings, server: RedisStreamsServer): DynamicModule {
    const rooms = [
      EntitiesModule.forRoot(),
      QueueModule.forRoot({ redis: settings.redis }),
      ProvidersModule,
      ObservabilityModule,
    ];
    return {
      module: ProcessorModule,
      imports: [SettingsModule.forRoot(settings), ...rooms, MessagingModule.forProcessor(rooms)],
      controllers: [
        SendingController,
        ProviderEventsController,
        WebhooksController,
        HealthController,
        MetricsController,
        DependenciesController,
      ],
      providers: [{ provide: RedisStreamsServer, useValue: server }],
    };
  }
}
