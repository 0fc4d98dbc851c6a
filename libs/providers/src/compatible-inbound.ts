import { isObject, jsonObject } from './http/json-object.js';
import type { Channel, DeliveryReport } from './message-provider.js';
import { WebhookFormatError } from './provider-errors.js';

const LONGEST_ID = 200;
const LONGEST_BODY = 200_000;
const MOST_ATTACHMENTS = 10;
const CHANNELS: readonly string[] = ['sms', 'mms', 'email'] satisfies Channel[];

/** Whether a body has the shape that the service before this one took. */
export function isCompatible(rawBody: Buffer): boolean {
  const body = jsonObject(rawBody.toString('utf8'));
  return body !== null && ('messaging_provider_id' in body || 'xillio_id' in body);
}

/**
 * A message in the shape `{messaging_provider_id | xillio_id, from, to, type, body, attachments, timestamp}`. `usual`: its
 * type where it does not say.
 * @throws WebhookFormatError naming the field that is wrong.
 */
export function readCompatible(rawBody: Buffer, usual: 'sms' | 'email'): DeliveryReport {
  const given: unknown = jsonObject(rawBody.toString('utf8'));
  if (!isObject(given)) throw new WebhookFormatError('the body is not a JSON object');
  const id = given.messaging_provider_id ?? given.xillio_id;
  const channel = given.type ?? usual;
  if (typeof channel !== 'string' || !CHANNELS.includes(channel))
    throw new WebhookFormatError('type must be one of sms, mms, email');
  const providerMessageId = textOf('messaging_provider_id', id, LONGEST_ID);
  const at = typeof given.timestamp === 'string' ? Date.parse(given.timestamp) : NaN;
  return {
    eventId: `${providerMessageId}:received`,
    kind: 'received',
    providerStatus: 'received',
    providerMessageId,
    messageId: null,
    code: null,
    reason: null,
    occurredAt: Number.isNaN(at) ? null : new Date(at),
    payload: given,
    inbound: {
      channel: channel as Channel,
      from: textOf('from', given.from, LONGEST_ID * 2),
      to: textOf('to', given.to, LONGEST_ID * 2),
      body: typeof given.body === 'string' ? given.body.slice(0, LONGEST_BODY) : '',
      subject: null,
      html: null,
      attachments: attachmentsOf(given.attachments),
      answers: [],
      optOut: null,
    },
  };
}

function textOf(field: string, value: unknown, longest: number): string {
  if (typeof value !== 'string' || value.trim() === '') throw new WebhookFormatError(`${field} is missing`);
  if (value.length > longest) throw new WebhookFormatError(`${field} is too long`);
  return value.trim();
}

function attachmentsOf(value: unknown) {
  if (value === undefined || value === null) return [];
  const isList = Array.isArray(value) && value.every((url) => typeof url === 'string' && URL.canParse(url));
  if (!isList) throw new WebhookFormatError('attachments must be a list of URLs');
  return (value as string[])
    .slice(0, MOST_ATTACHMENTS)
    .map((url) => ({ url, contentType: null, size: null, filename: null }));
}
