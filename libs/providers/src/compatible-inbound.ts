import { isObject, parseJson } from './json-object.js';
import type { Channel, DeliveryReport } from './message-provider.js';
import { WebhookFormatError } from './provider-errors.js';

const MAX_ID_LENGTH = 200;
const MAX_ADDRESS_LENGTH = 400;
const MAX_MESSAGES = 10_000;
const CHANNELS: readonly string[] = ['sms', 'mms', 'email'] satisfies Channel[];
const ID_FIELDS = ['messaging_provider_id', 'xillio_id'];

/**
 * Whether a body has the shape that the service before this one took: an object with an id of its own, or with who wrote to
 * whom, or an array of such. One that has them beside others is one too, so that what is wrong with those is said.
 */
export function isCompatible(rawBody: Buffer): boolean {
  return [jsonIn(rawBody)].flat().some(isMessage);
}

/** An event says what happened, and may carry anything else. */
function isMessage(value: unknown): boolean {
  if (!isObject(value) || 'event' in value) return false;
  return ID_FIELDS.some((field) => field in value) || ('from' in value && 'to' in value);
}

/**
 * Messages in the shape `{messaging_provider_id | xillio_id, from, to, type, body, attachments, timestamp}`, one or an array.
 * `usual`: their type where they do not say.
 * @throws WebhookFormatError naming the field that is wrong: then none is taken.
 */
export function readCompatible(rawBody: Buffer, usual: 'sms' | 'email'): DeliveryReport[] {
  const body = jsonIn(rawBody);
  if (!Array.isArray(body)) return [reportOf(body, usual, '')];
  if (body.length > MAX_MESSAGES)
    throw new WebhookFormatError(`more than ${MAX_MESSAGES} messages in one callback`);
  return body.map((each: unknown, index) => reportOf(each, usual, `[${index}].`));
}

/** `place` goes before the names of fields. */
function reportOf(given: unknown, usual: 'sms' | 'email', place: string): DeliveryReport {
  if (!isObject(given))
    throw new WebhookFormatError(
      `${place === '' ? 'the body' : place.slice(0, -1)} is not a JSON object, nested at most 100 levels deep`,
    );
  const text = (field: string, value: unknown, longest: number) => textOf(`${place}${field}`, value, longest);
  const channel = given.type ?? usual;
  if (typeof channel !== 'string' || !CHANNELS.includes(channel))
    throw new WebhookFormatError(`${place}type must be one of sms, mms, email`);
  const id = given.messaging_provider_id ?? given.xillio_id;
  const providerMessageId = text('messaging_provider_id', id, MAX_ID_LENGTH);
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
      from: text('from', given.from, MAX_ADDRESS_LENGTH),
      to: text('to', given.to, MAX_ADDRESS_LENGTH),
      body: typeof given.body === 'string' ? given.body : '',
      subject: typeof given.subject === 'string' && given.subject !== '' ? given.subject : null,
      html: null,
      attachments: attachmentsOf(`${place}attachments`, given.attachments),
      answers: [],
      optOut: null,
    },
  };
}

function jsonIn(rawBody: Buffer): unknown {
  try {
    return parseJson(rawBody.toString('utf8'));
  } catch {
    return null;
  }
}

function textOf(field: string, value: unknown, longest: number): string {
  if (typeof value !== 'string' || value.trim() === '') throw new WebhookFormatError(`${field} is missing`);
  if (value.length > longest) throw new WebhookFormatError(`${field} is too long`);
  return value.trim();
}

function attachmentsOf(field: string, value: unknown) {
  if (value === undefined || value === null) return [];
  const isList = Array.isArray(value) && value.every((url) => typeof url === 'string' && URL.canParse(url));
  if (!isList) throw new WebhookFormatError(`${field} must be a list of URLs`);
  return (value as string[]).map((url) => ({ url, contentType: null, size: null, filename: null }));
}
