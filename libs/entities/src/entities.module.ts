import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ServiceSettings } from '#config';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { connect, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { ApiKeys } from './repositories/api-keys.js';
import { Attachments } from './repositories/attachments.js';
import { AttemptMatches } from './repositories/attempt-matches.js';
import { Consents } from './repositories/consents.js';
import { ConversationLists } from './repositories/conversation-lists.js';
import { ConversationMatches } from './repositories/conversation-matches.js';
import { ConversationMessages } from './repositories/conversation-messages.js';
import { ConversationStatistics } from './repositories/conversation-statistics.js';
import { Conversations } from './repositories/conversations.js';
import { CallbackLog } from './repositories/callback-log.js';
import { Callbacks } from './repositories/callbacks.js';
import { DueCallbacks } from './repositories/due-callbacks.js';
import { DueRows } from './repositories/due-rows.js';
import { Erasures } from './repositories/erasures.js';
import { IdempotencyKeys } from './repositories/idempotency-keys.js';
import { InboundMessages } from './repositories/inbound-messages.js';
import { MessageAttachments } from './repositories/message-attachments.js';
import { MessageClaims } from './repositories/message-claims.js';
import { MessageIntake } from './repositories/message-intake.js';
import { MessageLists } from './repositories/message-lists.js';
import { MessageMoves } from './repositories/message-moves.js';
import { MessageTail } from './repositories/message-tail.js';
import { Messages } from './repositories/messages.js';
import { TimelineReader } from './repositories/timeline-reader.js';
import { SuppressedAddresses } from './repositories/suppressed-addresses.js';
import { Suppressions } from './repositories/suppressions.js';
import { WebhookEndpoints } from './repositories/webhook-endpoints.js';
import { WebhookEvents } from './repositories/webhook-events.js';

const repositories = [
  ApiKeys,
  Attachments,
  AttemptMatches,
  Consents,
  ConversationLists,
  ConversationMatches,
  ConversationMessages,
  ConversationStatistics,
  Conversations,
  CallbackLog,
  Callbacks,
  DueCallbacks,
  DueRows,
  Erasures,
  IdempotencyKeys,
  InboundMessages,
  MessageAttachments,
  MessageClaims,
  MessageIntake,
  MessageLists,
  MessageMoves,
  MessageTail,
  Messages,
  SuppressedAddresses,
  TimelineReader,
  Suppressions,
  WebhookEndpoints,
  WebhookEvents,
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
            ...dataSourceOptions(settings.databaseUrl, settings.databasePoolSize),
            retryAttempts: 0, // `connect` knows what is worth waiting for.
          }),
          dataSourceFactory: (options) => connect(options as DataSourceOptions),
        }),
      ],
      providers: [
        { provide: Database, inject: [DataSource], useFactory: (source: DataSource) => new Database(source) },
        ...repositories,
      ],
      exports: [Database, ...repositories],
    };
  }
}
