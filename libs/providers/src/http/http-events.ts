import { isObject, jsonObject } from '../json-object.js';
import type { Consent, DeliveryReport, ReportKind } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { readHttpInbound } from './http-inbound.js';
import { textIn, timeIn } from './http-fields.js';

/** What `type` says behind `message.`; `message.received` is of a person. */
const KINDS: Record<string, ReportKind> = {
  'message.sent': 'sent',
  'message.delivered': 'delivered',
  'message.failed': 'failed',
  'message.noted': 'noted',
};
const ID = /^[\w.:@-]{1,200}$/;
const CHANGES = ['suppress', 'lift'] as const;
const CHANNELS = ['sms', 'email'] as const;
const REASONS = ['stop', 'bounce', 'complaint', 'unsubscribe'] as const;

/**
 * The event of a callback, as docs/providers/http.md describes it: `{type, timestamp, data}`. It is known by the `webhook-id` of its
 * request, which stays the same when it comes again.
 * @throws WebhookFormatError naming what is wrong.
 */
export function readHttpEvent(id: string, rawBody: Buffer): DeliveryReport {
  if (!ID.test(id)) throw new WebhookFormatError('webhook-id must be 1 to 200 letters, digits, or . : @ _ -');
  const event = jsonObject(rawBody.toString('utf8'));
  if (!event) throw new WebhookFormatError('the body is not a JSON object');
  const { type, data } = event;
  if (!isObject(data)) throw new WebhookFormatError('data must be an object');
  const occurredAt = timeIn(event, 'timestamp');
  if (type === 'message.received') return { ...readHttpInbound(id, data), occurredAt, payload: event };
  if (typeof type !== 'string' || !Object.hasOwn(KINDS, type))
    throw new WebhookFormatError(`type must be one of ${Object.keys(KINDS).join(', ')}, message.received`);
  return { ...statusOf(id, type, data), occurredAt, payload: event };
}

type Read = Omit<DeliveryReport, 'occurredAt' | 'payload'>;

function statusOf(eventId: string, type: string, data: Record<string, unknown>): Read {
  const providerMessageId = textIn(data, 'id', 200);
  const messageId = ourMessageId(data.message_id);
  if (providerMessageId === null && messageId === null)
    throw new WebhookFormatError('data.message_id or data.id must name the message');
  const consent = data.consent === undefined ? null : consentOf(data.consent);
  return {
    eventId,
    kind: KINDS[type] as ReportKind,
    providerStatus: textIn(data, 'status', 64) ?? type.slice('message.'.length),
    providerMessageId,
    messageId,
    code: textIn(data, 'code', 64),
    reason: textIn(data, 'reason', 1_000),
    ...(consent && { consent }),
  };
}

function consentOf(given: unknown): Consent {
  const { change, channel, reason, address, sender = '' } = isObject(given) ? given : {};
  if (typeof address !== 'string' || address === '' || address.length > 400 || typeof sender !== 'string')
    throw new WebhookFormatError('data.consent.address must be an address, and sender one or left out');
  return {
    change: oneOf('change', CHANGES, change),
    channel: oneOf('channel', CHANNELS, channel),
    reason: oneOf('reason', REASONS, reason),
    address,
    sender: sender.slice(0, 400),
  };
}

function oneOf<T extends string>(field: string, values: readonly T[], given: unknown): T {
  const found = values.find((value) => value === given);
  if (found === undefined)
    throw new WebhookFormatError(`data.consent.${field} must be one of ${values.join(', ')}`);
  return found;
}
