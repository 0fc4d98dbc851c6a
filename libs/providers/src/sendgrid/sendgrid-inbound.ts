import { createHash } from 'node:crypto';
import { jsonObject } from '../http/json-object.js';
import { answeredMessages, mailHeader } from '../mail-references.js';
import type { DeliveryReport } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';

/** A file of a multipart form. */
export interface FormFile {
  fieldname: string;
  originalname: string;
  mimetype: string;
  buffer: Buffer;
}

const LONGEST_ID = 500;
const LONGEST_SUBJECT = 998;
const LONGEST_NAME = 255;
/** Kept with the row; the text has columns of its own. */
const KEPT_FIELDS = [
  'headers',
  'envelope',
  'to',
  'from',
  'cc',
  'sender_ip',
  'spam_score',
  'SPF',
  'dkim',
  'charsets',
];
const LONGEST_FIELD = 20_000;

/**
 * A mail to us, as the Inbound Parse Webhook posts it (SendGrid, "Setting up the Inbound Parse Webhook": `headers, text,
 * html, from, to, cc, envelope, subject, attachments, attachmentX`). The envelope says at which of our addresses it
 * arrived. A mail without a Message-ID is known by its content.
 * @throws WebhookFormatError when it does not say who wrote to whom.
 */
export function readInboundMail(fields: Record<string, unknown>, files: FormFile[]): DeliveryReport {
  const text = (name: string) => (typeof fields[name] === 'string' ? (fields[name] as string) : '');
  const envelope = jsonObject(text('envelope'));
  const arrivedAt = Array.isArray(envelope?.to) ? envelope.to.find((one) => typeof one === 'string') : null;
  const from = text('from') || (typeof envelope?.from === 'string' ? envelope.from : '');
  const to = (arrivedAt as string | undefined) ?? text('to');
  if (from === '' || to === '') throw new WebhookFormatError('from or to is missing');

  const headers = text('headers');
  const ownId = mailHeader(headers, 'message-id')?.slice(0, LONGEST_ID);
  const content = JSON.stringify([headers, from, text('subject'), text('text'), text('html')]);
  // The same mail to two of our addresses is two messages.
  const id = `${ownId ?? createHash('sha256').update(content).digest('hex')} ${to.slice(0, LONGEST_ID)}`;
  return {
    eventId: `${id}:received`,
    kind: 'received',
    providerStatus: 'received',
    providerMessageId: id,
    messageId: null,
    code: null,
    reason: null,
    occurredAt: null,
    payload: Object.fromEntries(KEPT_FIELDS.map((name) => [name, text(name).slice(0, LONGEST_FIELD)])),
    inbound: {
      channel: 'email',
      from,
      to,
      body: text('text'),
      subject: text('subject').slice(0, LONGEST_SUBJECT) || null,
      html: text('html') || null,
      attachments: files.map(({ originalname, mimetype, buffer }) => ({
        url: null,
        contentType: mimetype.slice(0, LONGEST_NAME),
        size: buffer.length,
        filename: originalname.slice(0, LONGEST_NAME),
      })),
      answers: answeredMessages(headers),
      optOut: null,
    },
    files: files.map(({ buffer }) => buffer),
  };
}
