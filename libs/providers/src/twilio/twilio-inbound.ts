import type { DeliveryReport, InboundAttachment, InboundMessage } from '../message-provider.js';
import { WebhookFormatError } from '../provider-errors.js';
import { isAccountMedia } from './twilio-media.js';
import { NAME } from './twilio-status-callback.js';

/** Twilio allows ten. */
const MAX_MEDIA = 10;
const MAX_URL_LENGTH = 2_000;
const OPT_OUTS: Record<string, InboundMessage['optOut']> = { STOP: 'stop', START: 'start', HELP: 'help' };

/** Whether a callback brings a message somebody wrote to us, and not news of one of ours. */
export function isInbound(fields: Map<string, string>): boolean {
  if (fields.has('MessageStatus')) return fields.get('MessageStatus') === 'received';
  return fields.get('SmsStatus') === 'received' || fields.has('Body');
}

/**
 * A text to one of our numbers (Twilio, "Twilio's request to your application": `MessageSid, From, To, Body, NumMedia,
 * MediaUrl0..`; with Advanced Opt-Out also `OptOutType`).
 * @throws WebhookFormatError when it names no message, or not who wrote to whom.
 */
export function readInbound(fields: Map<string, string>, accountSid: string): DeliveryReport {
  const sid = fields.get('MessageSid') ?? fields.get('SmsMessageSid') ?? fields.get('SmsSid') ?? '';
  const [from = '', to = ''] = [fields.get('From'), fields.get('To')];
  if (!NAME.test(sid)) throw new WebhookFormatError('MessageSid is missing');
  if (from === '' || to === '') throw new WebhookFormatError('From or To is missing');

  const attachments = mediaOf(fields, accountSid);
  return {
    eventId: `${sid}:received`,
    kind: 'received',
    providerStatus: 'received',
    providerMessageId: sid,
    messageId: null,
    code: null,
    reason: null,
    occurredAt: null,
    payload: Object.fromEntries(fields),
    inbound: {
      channel: attachments.length > 0 ? 'mms' : 'sms',
      from,
      to,
      body: fields.get('Body') ?? '',
      subject: null,
      html: null,
      attachments,
      answers: [],
      service: fields.get('MessagingServiceSid') || null,
      optOut: OPT_OUTS[fields.get('OptOutType')?.toUpperCase() ?? ''] ?? null,
    },
  };
}

/** What is no medium of our account is nothing that Twilio sends; nobody is led there. */
function mediaOf(fields: Map<string, string>, accountSid: string): InboundAttachment[] {
  const count = Math.min(Number(fields.get('NumMedia') ?? 0) || 0, MAX_MEDIA);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const url = fields.get(`MediaUrl${index}`) ?? '';
    if (url.length > MAX_URL_LENGTH || !isAccountMedia(url, accountSid)) return [];
    const contentType = fields.get(`MediaContentType${index}`) ?? null;
    return [{ url, contentType, size: null, filename: null }];
  });
}
