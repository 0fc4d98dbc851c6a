import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { KeyRing } from './access/key-ring.js';
import { KeyUsage } from './access/key-usage.js';
import { LivingKeys } from './access/living-keys.js';
import { RateLimits } from './access/rate-limits.js';
import { Outbox } from './accept/outbox.js';
import { KeyForgetting } from './accept/key-forgetting.js';
import { Replies } from './accept/replies.js';
import { ConversationSearch } from './conversations/conversation-search.js';
import { AttachedFiles } from './deliver/attached-files.js';
import { CopyRecipients } from './deliver/copies.js';
import { CallbackCall } from './callbacks/callback-call.js';
import { CallbackDelivery } from './callbacks/callback-delivery.js';
import { DueCallbacksClock } from './callbacks/due-callbacks-clock.js';
import { Endpoints } from './callbacks/endpoints.js';
import { Delivery } from './deliver/delivery.js';
import { ProviderChecks } from './deliver/provider-checks.js';
import { Settlement } from './deliver/settlement.js';
import { DueMessages } from './due/due-messages.js';
import { TailFolding } from './index-messages/tail-folding.js';
import { Preview } from './preview/preview.js';
import { DeadTraces } from './privacy/dead-traces.js';
import { Erasure } from './privacy/erasure.js';
import { UnfinishedErasures } from './privacy/unfinished-erasures.js';
import { Steering } from './steer/steering.js';
import { Attachments } from './receive/attachments.js';
import { DueWebhooks } from './receive/due-webhooks.js';
import { StopBarrier } from './receive/stop-barrier.js';
import { UnsubscribeLinks } from './receive/unsubscribe-links.js';
import { Unsubscribes } from './receive/unsubscribes.js';
import { WebhookIntake } from './receive/webhook-intake.js';
import { Timelines } from './timeline/timelines.js';
import { Tracking } from './track/tracking.js';

const both = [
  CallbackCall,
  Settlement,
  CopyRecipients,
  AttachedFiles,
  Delivery,
  ProviderChecks,
  Tracking,
  StopBarrier,
  UnsubscribeLinks,
  WebhookIntake,
  DeadTraces,
  Erasure,
];

/** The domain: accept, deliver, track. `rooms` are the modules of entities, queue and providers. */
@Module({})
export class MessagingModule {
  static forApi(rooms: ModuleMetadata['imports']): DynamicModule {
    const services = [
      ...both,
      KeyUsage,
      KeyRing,
      LivingKeys,
      RateLimits,
      Outbox,
      Replies,
      Preview,
      Timelines,
      Steering,
      Unsubscribes,
      Attachments,
      ConversationSearch,
      Endpoints,
    ];
    return { module: MessagingModule, imports: rooms, providers: services, exports: services };
  }

  /** As for the api, and the clock that queues what is due. */
  static forProcessor(rooms: ModuleMetadata['imports']): DynamicModule {
    const services = [
      ...both,
      DueMessages,
      DueWebhooks,
      TailFolding,
      KeyForgetting,
      UnfinishedErasures,
      DueCallbacksClock,
      CallbackDelivery,
    ];
    return { module: MessagingModule, imports: rooms, providers: services, exports: services };
  }
}
