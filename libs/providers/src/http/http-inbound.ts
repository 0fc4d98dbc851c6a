import { isObject } from '../json-object.js';
import { ourMail, references } from '../mail-references.js';
import type { Channel, DeliveryReport, InboundAttachment, InboundMessage } from '../message-provider.js';
import { ourMessageId } from '../our-message-id.js';
import { WebhookFormatError } from '../provider-errors.js';
import { textIn } from './http-fields.js';

const CHANNELS: readonly Channel[] = ['sms', 'mms', 'email'];
const OPT_OUTS = ['stop', 'start', 'help'] as const;
const MAX_FILES = 100;
const MAX_ADDRESS_LENGTH = 400;
const MAX_TEXT_LENGTH = 500_000;
const MAX_ANSWERS = 100;

/** Somebody wrote to us (`message.received`). @throws WebhookFormatError naming the field that is wrong. */
export function readHttpInbound(
  eventId: string,
  data: Record<string, unknown>,
): Omit<DeliveryReport, 'occurredAt' | 'payload'> {
  const channel = CHANNELS.find((each) => each === data.channel);
  if (channel === undefined) throw new WebhookFormatError('data.channel must be one of sms, mms, email');
  return {
    eventId,
    kind: 'received',
    providerStatus: 'received',
    providerMessageId: textIn(data, 'id', 200) ?? eventId,
    messageId: null,
    code: null,
    reason: null,
    inbound: {
      channel,
      from: needed(data, 'from'),
      to: needed(data, 'to'),
      body: textIn(data, 'body', MAX_TEXT_LENGTH) ?? '',
      subject: textIn(data, 'subject', 10_000),
      html: textIn(data, 'html', MAX_TEXT_LENGTH),
      attachments: listIn(data, 'attachments', MAX_FILES).map(attachmentOf),
      answers: references(listIn(data, 'answers', MAX_ANSWERS).flatMap(answered)),
      optOut: optOutOf(data.opt_out ?? null),
    },
  };
}

function needed(data: Record<string, unknown>, field: string): string {
  const text = textIn(data, field, MAX_ADDRESS_LENGTH);
  if (text === null) throw new WebhookFormatError(`data.${field} is missing`);
  return text;
}

function listIn(data: Record<string, unknown>, field: string, most: number): unknown[] {
  const list = data[field] ?? [];
  if (!Array.isArray(list) || list.length > most)
    throw new WebhookFormatError(`data.${field} must be an array of at most ${most}`);
  return list;
}

function attachmentOf(given: unknown): InboundAttachment {
  if (!isObject(given)) throw new WebhookFormatError('data.attachments must be objects');
  const url = textIn(given, 'url', 2_000);
  if (url === null || !/^https?:\/\//i.test(url))
    throw new WebhookFormatError('data.attachments must have an http or https url each');
  const size = typeof given.size === 'number' && given.size >= 0 ? Math.floor(given.size) : null;
  return {
    url,
    contentType: textIn(given, 'content_type', 255),
    size,
    filename: textIn(given, 'filename', 1_000),
  };
}

/** Message-IDs, or our ids alone; others' say nothing to us. */
function answered(given: unknown): string[] {
  const id = typeof given === 'string' ? (ourMail(given) ?? ourMessageId(given)) : null;
  return id === null ? [] : [id];
}

function optOutOf(given: unknown): InboundMessage['optOut'] {
  if (given === null) return null;
  const found = OPT_OUTS.find((each) => each === given);
  if (found === undefined) throw new WebhookFormatError(`data.opt_out must be one of ${OPT_OUTS.join(', ')}`);
  return found;
}
