import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ApiKeyActions } from './access/api-key-actions.js';
import { ApiKeyCache } from './access/api-key-cache.js';
import { AuditRetention } from './access/audit-retention.js';
import { AuditTrail } from './access/audit-trail.js';
import { KeyUsage } from './access/key-usage.js';
import { ConsoleSessions } from './access/console-sessions.js';
import { AllowedCountries } from './guard/allowed-countries.js';
import { BudgetTable } from './guard/budget-table.js';
import { BudgetWatch } from './guard/budget-watch.js';
import { KnownPrices } from './costs/known-prices.js';
import { PriceCollector } from './costs/price-collector.js';
import { ToldPrices } from './costs/told-prices.js';
import { CostFold } from './costs/cost-fold.js';
import { CostSums } from './costs/cost-sums.js';
import { Guard } from './guard/guard.js';
import { RateLimits } from './access/rate-limits.js';
import { Outbox } from './accept/outbox.js';
import { IdempotencyKeyCleanup } from './accept/idempotency-key-cleanup.js';
import { Replies } from './accept/replies.js';
import { ConversationSearch } from './conversations/conversation-search.js';
import { AccountChoice } from './deliver/account-choice.js';
import { AttachedFiles } from './deliver/attached-files.js';
import { CopyRecipients } from './deliver/copies.js';
import { WebhookCall } from './webhooks/webhook-call.js';
import { WebhookDelivery } from './webhooks/webhook-delivery.js';
import { DueWebhooks } from './webhooks/due-webhooks.js';
import { Endpoints } from './webhooks/endpoints.js';
import { DatabaseRetries } from './database-retries.js';
import { Delivery } from './deliver/delivery.js';
import { Failovers } from './deliver/failovers.js';
import { HeldLeases } from './deliver/held-leases.js';
import { ProviderCall } from './deliver/provider-call.js';
import { RecentCalls } from './deliver/recent-calls.js';
import { ProviderGates } from './deliver/provider-gates.js';
import { ProviderReports } from './deliver/provider-reports.js';
import { ProviderStates } from './deliver/provider-states.js';
import { ProviderChecks } from './deliver/provider-checks.js';
import { ServiceDependencies } from './deliver/service-dependencies.js';
import { Settlement } from './deliver/settlement.js';
import { DueMessages } from './due/due-messages.js';
import { SearchIndexer } from './search-index/search-indexer.js';
import { StatisticsFold } from './statistics/statistics-fold.js';
import { StatisticsFolder } from './statistics/statistics-folder.js';
import { MessageDetailsReader } from './message-details/message-details.js';
import { WaitingOverview } from './queues/waiting.js';
import { ChosenSenders } from './senders/chosen-senders.js';
import { KnownPools } from './senders/known-pools.js';
import { RouteTable } from './routes/route-table.js';
import { PaceGate } from './pace/pace-gate.js';
import { WaitsKept } from './pace/waits-kept.js';
import { PaceTable } from './pace/pace-table.js';
import { Preview } from './preview/preview.js';
import { AddressErasure } from './privacy/address-erasure.js';
import { DeadLetterErasure } from './privacy/dead-letter-erasure.js';
import { Erasure } from './privacy/erasure.js';
import { ErasureRequests } from './privacy/erasure-requests.js';
import { PersonExport } from './privacy/person-export.js';
import { Retention } from './privacy/retention.js';
import { RetentionWork } from './privacy/retention-work.js';
import { QueueErasure } from './privacy/queue-erasure.js';
import { UnfinishedErasures } from './privacy/unfinished-erasures.js';
import { BulkActionRunner } from './bulk-actions/bulk-action-runner.js';
import { BulkActionService } from './bulk-actions/bulk-action-service.js';
import { MessageActions } from './message-actions/message-actions.js';
import { Attachments } from './provider-events/attachments.js';
import { DueProviderEvents } from './provider-events/due-provider-events.js';
import { StatusLookups } from './provider-events/status-lookups.js';
import { StopBarrier } from './suppressions/stop-barrier.js';
import { UnsubscribeLinks } from './suppressions/unsubscribe-links.js';
import { Unsubscribes } from './suppressions/unsubscribes.js';
import { ProviderEventIntake } from './provider-events/provider-event-intake.js';
import { Timelines } from './timeline/timelines.js';
import { Tracking } from './provider-events/tracking.js';

const both = [
  DatabaseRetries,
  HeldLeases,
  RecentCalls,
  RouteTable,
  KnownPools,
  ChosenSenders,
  ProviderGates,
  AccountChoice,
  Failovers,
  PaceTable,
  PaceGate,
  WaitsKept,
  ProviderReports,
  ProviderCall,
  WebhookCall,
  Settlement,
  CopyRecipients,
  AttachedFiles,
  Delivery,
  ProviderChecks,
  ServiceDependencies,
  Tracking,
  StopBarrier,
  UnsubscribeLinks,
  ProviderEventIntake,
  DeadLetterErasure,
  Erasure,
  QueueErasure,
  AddressErasure,
  ErasureRequests,
];

/** The domain: accept, deliver, track. `rooms` are the modules of entities, queue and providers. */
@Module({})
export class MessagingModule {
  static forApi(rooms: ModuleMetadata['imports']): DynamicModule {
    const services = [
      ...both,
      KeyUsage,
      ApiKeyCache,
      ApiKeyActions,
      AuditTrail,
      ConsoleSessions,
      RateLimits,
      BudgetTable,
      AllowedCountries,
      Guard,
      Outbox,
      Replies,
      Preview,
      Timelines,
      MessageActions,
      BulkActionService,
      Unsubscribes,
      Attachments,
      ConversationSearch,
      Endpoints,
      ProviderStates,
      WaitingOverview,
      MessageDetailsReader,
      PersonExport,
    ];
    return { module: MessagingModule, imports: rooms, providers: services, exports: services };
  }

  /** As for the api, and the clock that queues what is due. */
  static forProcessor(rooms: ModuleMetadata['imports']): DynamicModule {
    const services = [
      ...both,
      DueMessages,
      DueProviderEvents,
      StatusLookups,
      SearchIndexer,
      CostSums,
      CostFold,
      KnownPrices,
      PriceCollector,
      ToldPrices,
      BudgetWatch,
      StatisticsFold,
      StatisticsFolder,
      IdempotencyKeyCleanup,
      AuditRetention,
      UnfinishedErasures,
      RetentionWork,
      Retention,
      DueWebhooks,
      WebhookDelivery,
      Outbox,
      MessageActions,
      BulkActionRunner,
    ];
    return { module: MessagingModule, imports: rooms, providers: services, exports: services };
  }
}
