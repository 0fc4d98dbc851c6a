import { InboundMailController } from './inbound-mail.controller.js';
import { LegacyWebhooksController } from '../compatibility/compatible-webhooks.controller.js';
import { UnsubscribeController } from '../suppressions/unsubscribe.controller.js';
import { WebhooksController } from './provider-events.controller.js';

/** What providers and the readers of mails call. */
export const WEBHOOK_CONTROLLERS = [
  InboundMailController,
  WebhooksController,
  LegacyWebhooksController,
  UnsubscribeController,
];
