export * from './browser.js';
export {
  type ReceivedWebhook,
  verifyWebhook,
  type WebhookEvent,
  WebhookVerificationError,
} from './verify-webhook.js';
