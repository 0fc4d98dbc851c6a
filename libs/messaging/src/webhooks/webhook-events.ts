/** What endpoints may be told of. */
export const WEBHOOK_EVENTS = [
  'message.sent',
  'message.delivered',
  'message.failed',
  'message.received',
  'suppression.created',
  'budget.warned',
  'budget.used_up',
] as const;

/** What an endpoint is sent when somebody tests it; never an event of a message. */
export const TEST_EVENT = 'webhook.test';
