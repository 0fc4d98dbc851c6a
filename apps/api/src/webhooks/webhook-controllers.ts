import { InboundMailController } from './inbound-mail.controller.js';
import { LegacyWebhooksController } from './legacy-webhooks.controller.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { WebhooksController } from './webhooks.controller.js';

/** What providers and the readers of mails call. */
export const WEBHOOK_CONTROLLERS = [
  InboundMailController,
  WebhooksController,
  LegacyWebhooksController,
  UnsubscribeController,
];
