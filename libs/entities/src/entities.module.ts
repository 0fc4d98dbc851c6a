import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ServiceSettings } from '#config';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { connect, dataSourceOptions } from './data-source.js';
import { DatabaseClock } from './database-clock.js';
import { Database } from './database.js';
import { ApiKeys } from './access/api-keys.js';
import { AuditEvents } from './access/audit-events.js';
import { Sessions } from './access/sessions.js';
import { Attachments } from './messages/attachments.js';
import { AttemptMatches } from './messages/attempt-matches.js';
import { BulkActions } from './bulk-actions/bulk-actions.js';
import { BulkEffects } from './bulk-actions/bulk-effects.js';
import { Consents } from './suppressions/consents.js';
import { ConversationLists } from './conversations/conversation-lists.js';
import { ConversationMatches } from './conversations/conversation-matches.js';
import { ConversationMessages } from './conversations/conversation-messages.js';
import { LatestMessages } from './conversations/latest-messages.js';
import { ConversationStatistics } from './conversations/conversation-statistics.js';
import { Conversations } from './conversations/conversations.js';
import { WebhookLog } from './webhooks/webhook-log.js';
import { Webhooks } from './webhooks/webhooks.js';
import { DueWebhookRows } from './webhooks/due-webhook-rows.js';
import { DueMessageRows } from './messages/due-message-rows.js';
import { AddressExport } from './privacy/address-export.js';
import { AddressMessages } from './privacy/address-messages.js';
import { AddressRemnants } from './privacy/address-remnants.js';
import { AddressSweep } from './privacy/address-sweep.js';
import { ErasureReceipts } from './privacy/erasure-receipts.js';
import { ErasedTraces } from './privacy/erased-traces.js';
import { RetentionProgress } from './privacy/retention-progress.js';
import { RetentionRows } from './privacy/retention-rows.js';
import { Erasures } from './privacy/erasures.js';
import { EventTargets } from './provider-events/event-targets.js';
import { ProviderEventStatistics } from './provider-events/provider-event-statistics.js';
import { IdempotencyKeys } from './messages/idempotency-keys.js';
import { InboundMessages } from './provider-events/inbound-messages.js';
import { MessageAttachments } from './messages/message-attachments.js';
import { MessageClaims } from './messages/message-claims.js';
import { MessageFacts } from './messages/message-facts.js';
import { MessageIntake } from './messages/message-intake.js';
import { MessageLists } from './messages/message-lists.js';
import { MessageSchedule } from './messages/message-schedule.js';
import { MessageScan } from './messages/message-scan.js';
import { MessageSources } from './messages/message-sources.js';
import { Paces } from './pace/paces.js';
import { PacedMessageGroups } from './pace/paced-messages.js';
import { PacedTurns } from './pace/paced-turns.js';
import { PaceWaits } from './pace/pace-waits.js';
import { Reroutes } from './routes/reroutes.js';
import { MessageMoves } from './messages/message-moves.js';
import { MessageTail } from './search-index/message-tail.js';
import { Messages } from './messages/messages.js';
import { TimelineReader } from './messages/timeline-reader.js';
import { CostCounters } from './costs/cost-counters.js';
import { CostEvents } from './costs/cost-events.js';
import { CostReader } from './costs/cost-reader.js';
import { MessagePrices } from './costs/message-prices.js';
import { PriceWindows } from './costs/price-windows.js';
import { PriceReceipts } from './costs/price-receipts.js';
import { KeySpending } from './costs/key-spending.js';
import { StatisticsCounters } from './statistics/statistics-counters.js';
import { StatisticsEvents } from './statistics/statistics-events.js';
import { StatisticsReader } from './statistics/statistics-reader.js';
import { SuppressedAddresses } from './suppressions/suppressed-addresses.js';
import { Suppressions } from './suppressions/suppressions.js';
import { WaitingCallbacks } from './webhooks/waiting-callbacks.js';
import { UnappliedEvents } from './provider-events/unapplied-events.js';
import { WaitingPlaces } from './queues/waiting-places.js';
import { WebhookEndpoints } from './webhooks/webhook-endpoints.js';
import { ProviderEvents } from './provider-events/provider-events.js';
import { SenderChoices } from './senders/sender-choices.js';
import { SenderPools } from './senders/sender-pools.js';
import { SilentMessages } from './provider-events/silent-messages.js';

const repositories = [
  CostCounters,
  CostEvents,
  CostReader,
  MessagePrices,
  PriceWindows,
  PriceReceipts,
  KeySpending,
  AddressExport,
  AddressMessages,
  AddressRemnants,
  AddressSweep,
  ApiKeys,
  AuditEvents,
  Sessions,
  Attachments,
  AttemptMatches,
  BulkActions,
  BulkEffects,
  Consents,
  ConversationLists,
  ConversationMatches,
  ConversationMessages,
  LatestMessages,
  ConversationStatistics,
  Conversations,
  WebhookLog,
  Webhooks,
  DueWebhookRows,
  DueMessageRows,
  ErasedTraces,
  ErasureReceipts,
  RetentionProgress,
  RetentionRows,
  Erasures,
  EventTargets,
  IdempotencyKeys,
  InboundMessages,
  MessageAttachments,
  MessageClaims,
  MessageFacts,
  MessageIntake,
  MessageLists,
  MessageMoves,
  Paces,
  PacedMessageGroups,
  PacedTurns,
  PaceWaits,
  Reroutes,
  MessageScan,
  MessageSchedule,
  MessageSources,
  MessageTail,
  Messages,
  StatisticsCounters,
  StatisticsEvents,
  StatisticsReader,
  SenderChoices,
  SenderPools,
  SilentMessages,
  SuppressedAddresses,
  TimelineReader,
  Suppressions,
  UnappliedEvents,
  WaitingCallbacks,
  WaitingPlaces,
  WebhookEndpoints,
  ProviderEvents,
  ProviderEventStatistics,
];

/** The connection and everything that speaks SQL. */
@Module({})
export class EntitiesModule {
  static forRoot(): DynamicModule {
    return {
      module: EntitiesModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [ServiceSettings],
          useFactory: (settings: ServiceSettings) => ({
            ...dataSourceOptions(settings.databaseUrl, settings.databasePoolSize, {
              sessionSettings: settings.databaseSessionSettings,
            }),
            retryAttempts: 0, // `connect` knows what is worth waiting for.
          }),
          dataSourceFactory: (options) => connect(options as DataSourceOptions),
        }),
      ],
      providers: [
        {
          provide: Database,
          inject: [DataSource, ServiceSettings],
          useFactory: (source: DataSource, settings: ServiceSettings) =>
            new Database(source, { prepares: settings.databasePreparedStatements }),
        },
        DatabaseClock,
        ...repositories,
      ],
      exports: [Database, ...repositories],
    };
  }
}
