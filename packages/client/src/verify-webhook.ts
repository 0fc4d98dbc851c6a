import { createHmac, timingSafeEqual } from 'node:crypto';
import type { components } from './schema.js';

type Schemas = components['schemas'];

/** What a webhook tells. `id` is the same whenever it is told again: what was done under it needs not be done twice. */
export type WebhookEvent = { id: string } & WebhookBody;

type WebhookBody =
  | {
      type: 'message.sent' | 'message.delivered' | 'message.failed' | 'message.received';
      timestamp: string;
      data: Schemas['Message'];
    }
  | { type: 'suppression.created'; timestamp: string; data: Schemas['Suppression'] }
  | { type: 'budget.warned' | 'budget.used_up'; timestamp: string; data: Schemas['BudgetNotice'] }
  | { type: 'budget.warned' | 'budget.used_up'; timestamp: string; data: Schemas['BudgetNotice'] }
  | { type: 'webhook.test'; timestamp: string; data: Record<string, unknown> };

export interface ReceivedWebhook {
  /** The endpoint's secret (`whsec_...`); two while one replaces the other. */
  secret: string | string[];
  /** As the server has them: those of a `Request`, or of Node's. */
  headers: Headers | Record<string, string | string[] | undefined>;
  /** The body as it came, byte for byte: parsed and written again it would have another signature. */
  body: string | Uint8Array;
  /** How far the sender's clock may be from ours. */
  toleranceSeconds?: number;
}

/** This webhook is not what the service sent, or not sent just now. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

const TOLERANCE_SECONDS = 300;

/**
 * The event of a webhook that was signed with one of the secrets. Compared in constant time. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @throws WebhookVerificationError
 */
export function verifyWebhook({
  secret,
  headers,
  body,
  toleranceSeconds = TOLERANCE_SECONDS,
}: ReceivedWebhook): WebhookEvent {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const given = headerOf(headers, 'webhook-signature').split(' ');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Date.now() / 1_000 - Number(timestamp)) > toleranceSeconds)
    throw new WebhookVerificationError('webhook-timestamp is not within the tolerance');

  const expected = [secret].flat().map((each) => {
    const hmac = createHmac('sha256', Buffer.from(each.replace(/^whsec_/, ''), 'base64'));
    return hmac.update(`${id}.${timestamp}.`).update(body).digest();
  });
  const signatures = given.flatMap((each) =>
    each.startsWith('v1,') ? Buffer.from(each.slice(3), 'base64') : [],
  );
  const fits = signatures.some((one) =>
    expected.some((other) => one.length === other.length && timingSafeEqual(one, other)),
  );
  if (!fits) throw new WebhookVerificationError('webhook-signature fits none of the secrets');
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return { id, ...(JSON.parse(text) as WebhookBody) };
}

function headerOf(headers: ReceivedWebhook['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookVerificationError(`${name} is missing`);
  return value;
}
