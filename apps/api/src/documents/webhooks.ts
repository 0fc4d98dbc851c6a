import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { WEBHOOK_EVENTS } from '#messaging';
import { BudgetNoticeView } from '../guard/budget-notice.view.js';
import { MessageView } from '../messages/message.view.js';
import { SuppressionView } from '../suppressions/suppression.view.js';

const HEADERS = {
  'webhook-id': 'Of this event, the same at every attempt: what came before can be left aside.',
  'webhook-timestamp': 'When it was signed, in seconds of the Unix epoch.',
  'webhook-signature': '`v1,` and base64 of an HMAC-SHA256; several where a secret is being replaced.',
};

/** Of what is no message. */
const VIEWS: Record<string, new () => object> = { suppression: SuppressionView, budget: BudgetNoticeView };

/** What endpoints and `callback_url`s are told, signed as https://www.standardwebhooks.com/ has it. */
export function withWebhooks(document: OpenAPIObject): OpenAPIObject {
  const webhooks = WEBHOOK_EVENTS.map((type) => [type, { post: webhook(type) }] as const);
  return { ...document, webhooks: Object.fromEntries(webhooks) };
}

function webhook(type: string) {
  const data = { $ref: getSchemaPath(VIEWS[type.split('.', 1)[0] as string] ?? MessageView) };
  const properties = {
    type: { type: 'string', enum: [type], description: 'The event.' },
    timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
    data,
  };
  return {
    summary:
      'Delivered at least once, in order for each message; retried for 24 hours until answered with 2xx.',
    parameters: Object.entries(HEADERS).map(([name, description]) => {
      return { name, in: 'header' as const, required: true, description, schema: { type: 'string' } };
    }),
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { type: 'object', properties, required: Object.keys(properties) } },
      },
    },
    responses: { '2XX': { description: 'Taken.' } },
  };
}
