import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { type ApiSettings, SettingsModule } from '#config';
import { EntitiesModule } from '#entities';
import { MessagingModule } from '#messaging';
import { ObservabilityModule } from '#observability';
import { ProvidersModule } from '#providers';
import { QueueModule } from '#queue';
import { AnswerMask } from './access/answer-mask.js';
import { ApiKeysController } from './access/api-keys.controller.js';
import { AuditEventsController } from './access/audit-events.controller.js';
import { AuthFailureLimiter } from './access/auth-failure-limiter.js';
import { KeyGuard } from './access/key.guard.js';
import { RateLimitGuard } from './access/rate-limit.guard.js';
import { SessionController } from './access/session.controller.js';
import { SessionGuard } from './access/session-guard.js';
import { BulkActionsController } from './bulk-actions/bulk-actions.controller.js';
import { CompatibleConversationsController } from './compatibility/compatible-conversations.controller.js';
import { CompatibleMessagesController } from './compatibility/compatible-messages.controller.js';
import { CompatibleProviderEventsController } from './compatibility/compatible-provider-events.controller.js';
import { RootController } from './console/root.controller.js';
import { ConversationInsightController } from './conversations/conversation-insight.controller.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { GuardController } from './guard/guard.controller.js';
import { KeyGuardController } from './guard/key-guard.controller.js';
import { DependenciesController } from './health/dependencies.controller.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { BodyBudget } from './http/bodies/body-budget.js';
import { BodyGuard } from './http/bodies/body.guard.js';
import { OperatorsPort } from './health/operators-port.js';
import { Stores } from './health/stores.js';
import { ConnectionDrain } from './http/connections/connection-drain.js';
import { InFlightKeys } from './http/idempotency/in-flight-keys.js';
import { AttachmentsController } from './messages/attachments.controller.js';
import { ErrorCodesController } from './messages/error-codes.controller.js';
import { MessageDetailsController } from './messages/message-details.controller.js';
import { MessageExportController } from './messages/message-export.controller.js';
import { MessageExport } from './messages/message-export.js';
import { MessageHtmlController } from './messages/message-html.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import { EventStreams } from './messages/event-streams.js';
import { MessageParser } from './messages/message-parser.js';
import { OpenStreams } from './messages/open-streams.js';
import { PreviewController } from './messages/preview.controller.js';
import { SynchronousSending } from './messages/synchronous-sending.js';
import { MessageActionsController } from './messages/message-actions.controller.js';
import { SubmissionsController } from './messages/submissions.controller.js';
import { Submissions } from './messages/submissions.js';
import { DeadLettersController } from './queues/dead-letters.controller.js';
import { QueuesController } from './queues/queues.controller.js';
import { PacesController } from './paces/paces.controller.js';
import { ExportsController } from './privacy/exports.controller.js';
import { ErasuresController } from './privacy/erasures.controller.js';
import { RoutesController } from './routes/routes.controller.js';
import { WaitingController } from './queues/waiting.controller.js';
import { SenderPoolsController } from './senders/sender-pools.controller.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import { UnsubscribeController } from './suppressions/unsubscribe.controller.js';
import { InboundMailController } from './provider-events/inbound-mail.controller.js';
import { ProviderEventsController } from './provider-events/provider-events.controller.js';
import { ProviderEventReceiver } from './provider-events/provider-event-receiver.js';
import { CallbacksController } from './webhooks/callbacks.controller.js';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.js';

/** The HTTP edge: what clients and providers call. */
@Module({})
export class ApiModule {
  static forRoot(settings: ApiSettings): DynamicModule {
    const entities = EntitiesModule.forRoot();
    const queue = QueueModule.forRoot({ redis: settings.redis });
    const providers = ProvidersModule;
    const rooms = [entities, queue, providers, ObservabilityModule];
    return {
      module: ApiModule,
      imports: [SettingsModule.forRoot(settings), ...rooms, MessagingModule.forApi(rooms)],
      controllers: [
        SubmissionsController,
        PreviewController,
        MessageExportController,
        MessagesController,
        AttachmentsController,
        MessageHtmlController,
        MessageDetailsController,
        ErrorCodesController,
        MessageActionsController,
        InboundMailController,
        ProviderEventsController,
        CompatibleProviderEventsController,
        UnsubscribeController,
        ConversationInsightController,
        ConversationsController,
        WebhookEndpointsController,
        CallbacksController,
        BulkActionsController,
        SenderPoolsController,
        SuppressionsController,
        ErasuresController,
        ExportsController,
        StatisticsController,
        QueuesController,
        DeadLettersController,
        WaitingController,
        RoutesController,
        PacesController,
        GuardController,
        KeyGuardController,
        CompatibleMessagesController,
        CompatibleConversationsController,
        ApiKeysController,
        AuditEventsController,
        SessionController,
        RootController,
        HealthController,
        DependenciesController,
        MetricsController,
      ],
      providers: [
        { provide: APP_GUARD, useClass: KeyGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: BodyGuard },
        BodyBudget,
        AuthFailureLimiter,
        SessionGuard,
        AnswerMask,
        Stores,
        OperatorsPort,
        SynchronousSending,
        ProviderEventReceiver,
        MessageParser,
        Submissions,
        InFlightKeys,
        EventStreams,
        MessageExport,
        OpenStreams,
        ConnectionDrain,
      ],
    };
  }
}
