import { isObject } from '../json-object.js';
import type { DeliveryReport, InboundAttachment } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';
import { textOf, timeOf } from './vonage-fields.js';
import { fromVonage } from './vonage-number.js';

const MAX_FILES = 10;
const MAX_URL_LENGTH = 2_000;
const FILES = ['image', 'audio', 'video', 'vcard', 'file'];
const MAX_TEXT_LENGTH = 20_000;

/**
 * A message to one of our numbers (Messages API, "Inbound Message": `channel, message_uuid, to, from, timestamp, text | image | audio |
 * video | vcard | file, content?`). What it means as STOP, START or HELP its text says.
 * @throws WebhookFormatError when it does not say who wrote to whom.
 */
export function readVonageInbound(uuid: string, event: Record<string, unknown>): DeliveryReport {
  const [from, to, channel] = [textOf(event.from), textOf(event.to), textOf(event.channel)];
  if (from === null || to === null) throw new WebhookFormatError('from or to is missing');
  if (channel === null || !/^[a-z_]{1,30}$/.test(channel)) throw new WebhookFormatError('channel is missing');
  const attachments = filesOf(event);
  return {
    eventId: `${uuid}:received`,
    kind: 'received',
    providerStatus: 'received',
    providerMessageId: uuid,
    messageId: null,
    code: null,
    reason: null,
    occurredAt: timeOf(event.timestamp),
    payload: event,
    inbound: {
      channel: attachments.length > 0 ? 'mms' : 'sms',
      from: fromVonage(from, channel),
      to: fromVonage(to, channel),
      body: bodyOf(event),
      subject: null,
      html: null,
      attachments,
      answers: [],
      optOut: null,
    },
  };
}

/** The text, or what was written below the first file. */
function bodyOf(event: Record<string, unknown>): string {
  const captions = FILES.map((kind) => event[kind]).filter(isObject);
  const texts = [event.text, ...captions.map(({ caption }) => caption)];
  return (texts.find((text) => typeof text === 'string') ?? '').slice(0, MAX_TEXT_LENGTH);
}

/** The main file stands under its kind; where there are several, all of them in `content`. */
function filesOf(event: Record<string, unknown>): InboundAttachment[] {
  const several = Array.isArray(event.content) ? event.content.filter(isObject) : [];
  const main = FILES.map((kind) => event[kind]).filter(isObject);
  const files = several.length > 0 ? several : main;
  return files.slice(0, MAX_FILES).flatMap(({ url, name }) => {
    if (typeof url !== 'string' || url.length > MAX_URL_LENGTH || !/^https?:\/\//i.test(url)) return [];
    return [{ url, contentType: null, size: null, filename: textOf(name) }];
  });
}
